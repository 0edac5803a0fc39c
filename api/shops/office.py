"""Asking for a merchant's shop to be read, as an act that is written down."""

from collections.abc import Iterable
from datetime import datetime

from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.errors import Invalid
from conversation.ids import MerchantId
from conversation.ledger import Books
from conversation.shop_sync import SyncKind
from conversation.syncing import ask_for_sync


def sync_now(
    books: Books, merchant_id: MerchantId, named: Iterable[str], doer: Doer, now: datetime
) -> tuple[SyncKind, ...]:
    """Let these kinds be read now, all where none is named. Raises Invalid for one that does not exist."""
    kinds = tuple(map(_kind, named)) or tuple(SyncKind)
    for kind in kinds:
        ask_for_sync(books, merchant_id, kind, now)
    told = {"sync": ", ".join(kinds)}
    record_act(books, doer, ActKind.SETTINGS_CHANGED, merchant_id, (merchant_id,), now, **told)
    return kinds


def _kind(name: str) -> SyncKind:
    try:
        return SyncKind(name)
    except ValueError as error:
        raise Invalid("kind", f"{name!r} is none", f"name one of {', '.join(SyncKind)}") from error

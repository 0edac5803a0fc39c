"""Writing acts down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from conversation.act import Act, ActKind
from conversation.ids import MerchantId, new_id
from conversation.ledger import Books


@dataclass(frozen=True, slots=True)
class Doer:
    """Who acts, and from where."""

    actor: str
    address: str = ""


def record_act(
    books: Books,
    doer: Doer,
    kind: ActKind,
    target: str,
    merchants: Iterable[MerchantId],
    now: datetime,
    **details: str,
) -> None:
    """Write the act for each merchant that it concerns, in the transaction that does it; under none for nobody's."""
    for merchant_id in tuple(merchants) or ("",):
        books.add_act(Act(new_id("act", now), merchant_id, kind, doer.actor, target, now, doer.address, details))

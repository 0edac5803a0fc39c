"""Choosing the prompt packs that a merchant's AI speaks by. Each change is an act in the merchant's log."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Books
from conversation.pack_variant import PackVariant, check_variants


def set_packs(
    books: Books,
    merchant_id: MerchantId,
    pack: str,
    variants: tuple[PackVariant, ...],
    known: Iterable[str],
    doer: Doer,
    now: datetime,
) -> None:
    """Let the merchant's AI speak by `pack`, or by its variants where there are any. Raises Invalid, Unknown."""
    merchant, names = books.merchant(merchant_id), tuple(known)
    if merchant is None:
        raise Unknown("merchant", merchant_id)
    if pack not in names:
        raise Invalid("pack", f"there is no pack {pack!r}", f"choose one of {', '.join(names)}")
    check_variants(variants, names)
    books.save_merchant(replace(merchant, settings=replace(merchant.settings, pack=pack, pack_variants=variants)))
    told = ", ".join(f"{one.pack} {one.weight}" + (f" in {one.flow.value}" if one.flow else "") for one in variants)
    record_act(
        books, doer, ActKind.SETTINGS_CHANGED, merchant_id, (merchant_id,), now, pack=pack, variants=told or "none"
    )

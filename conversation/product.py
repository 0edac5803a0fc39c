"""A product that a shop sells, as it last told, so that it can be found while the shop does not answer."""

from dataclasses import dataclass
from datetime import datetime

from conversation.ids import MerchantId
from conversation.money import Money


@dataclass(frozen=True, slots=True)
class Variant:
    """One thing that can be bought. `options` is in words, such as ``"blue, M"``; `left` None: nobody counts."""

    variant_id: str
    options: str
    price: Money
    in_stock: bool
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """`about` is what the shop says of it, in plain words; `url` is empty for what has no page of its own.

    `updated_at` is the shop's own moment of it: what it said earlier does not overwrite it. `seen_at` is when it was
    last read, changed or not. One that is not `on_sale` is kept, so that its return is noticed.
    """

    merchant_id: MerchantId
    shop_domain: str
    product_id: str
    title: str
    about: str
    url: str
    variants: tuple[Variant, ...]
    on_sale: bool
    updated_at: datetime
    seen_at: datetime

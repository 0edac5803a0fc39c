"""What happened at a merchant's shop, told once to whoever acts on it, in the transaction that took it in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from conversation.ids import ContactId, MerchantId
from conversation.ledger import Books


class ShopEventKind(StrEnum):
    """`ref` of the event is the id of the cart, the shop's id of the order, or that of the variant."""

    CHECKOUT_SEEN = "checkout_seen"
    ORDER_PLACED = "order_placed"
    ORDER_CANCELLED = "order_cancelled"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    BACK_IN_STOCK = "back_in_stock"


@dataclass(frozen=True, slots=True)
class ShopEvent:
    """One event. `name` is what a shopper knows it by: the order's name, or the product and its options.

    `at` is the shop's own moment. `contact_id` is the shopper whom it is about; None where none is known. A ware
    that is back is told of once without anybody, and once for each shopper who left it in a cart.
    """

    merchant_id: MerchantId
    kind: ShopEventKind
    ref: str
    name: str
    at: datetime
    contact_id: ContactId | None = None


ShopHook: TypeAlias = Callable[[Books, ShopEvent], None]
"""Acts on an event in the same transaction: what it raises undoes the news, which the shop then tells again."""

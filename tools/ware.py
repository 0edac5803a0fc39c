"""Wares and orders, as a shop tells of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.money import Money


@dataclass(frozen=True, slots=True)
class Ware:
    """One variant of a product. `left` is how many there are, None where the shop does not count them."""

    variant_id: str
    title: str
    options: str
    price: Money
    in_stock: bool
    left: int | None = None

    @property
    def stock(self) -> str:
        """Its stock in words."""
        if not self.in_stock:
            return "out of stock"
        return "in stock" if self.left is None else f"in stock, {self.left} left in stock"


class OrderStage(StrEnum):
    """How far an order is."""

    PLACED = "placed"
    PARTLY_SHIPPED = "partly shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


def bought_in_words(title: str, options: str, quantity: int) -> str:
    """Return one line of an order as a shopper is told of it, such as ``2 x Kettle (black)``."""
    count = "" if quantity == 1 else f"{quantity} x "
    return f"{count}{title}" + (f" ({options})" if options else "")


@dataclass(frozen=True, slots=True)
class ShopOrder:
    """One order. `name` is what the shopper knows it by; `items` are in words. Addresses and cards are left out."""

    name: str
    placed_at: datetime
    stage: OrderStage
    items: tuple[str, ...]
    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""

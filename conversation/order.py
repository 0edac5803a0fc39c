"""An order: a purchase that a shop told of, whatever brought it about."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from conversation.ids import CartId, ContactId, MerchantId
from conversation.money import Money

OrderPlace: TypeAlias = tuple[datetime, str]
"""Where an order stands among a merchant's: when it was placed, and the shop's id for it."""


@dataclass(frozen=True, slots=True)
class Order:
    """One purchase, as the shop last told it. `order_id` is the shop's own, `name` what the shopper knows it by.

    `minor` is what it cost and `refunded_minor` what was given back of that, both in minor units of `currency`.
    `codes` are those it was bought with, in upper case; `cart_id` is the cart it came from, where that is known.
    """

    merchant_id: MerchantId
    shop_domain: str
    order_id: str
    name: str
    contact_id: ContactId | None
    """None where the buyer's number is not known."""
    cart_id: CartId | None
    minor: int
    currency: str
    codes: tuple[str, ...]
    placed_at: datetime
    updated_at: datetime
    """The shop's moment of what is known: what it said earlier does not overwrite it."""
    refunded_minor: int = 0
    cancelled_at: datetime | None = None

    @property
    def total(self) -> Money:
        return Money(self.minor, self.currency)

    @property
    def kept(self) -> Money:
        """What the shop keeps of it: nothing of a cancelled order, the rest of a refunded one."""
        return Money(0 if self.cancelled_at else self.minor - self.refunded_minor, self.currency)

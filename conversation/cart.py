"""The cart a shopper left behind."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.ids import CartId, ContactId, MerchantId, MessageId
from conversation.message import Author
from conversation.money import Money


class CartState(StrEnum):
    """`open` while the checkout may still complete by itself."""

    OPEN = "open"
    RECOVERED = "recovered"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class CartItem:
    """One line. `options` is what the shop prints beside the title, such as ``"blue, M"``.

    `unit_cost` is what one piece costs the shop, where it tells.
    """

    product_id: str
    variant_id: str
    title: str
    options: str
    quantity: int
    unit_price: Money
    unit_cost: Money | None = None


@dataclass(frozen=True, slots=True)
class Cart:
    """A checkout as the shop last told it. `token` is the shop's own id for the unique cart.

    `discounts` are the codes and the names of whatever the checkout takes off already.
    """

    id: CartId
    merchant_id: MerchantId
    contact_id: ContactId
    shop_domain: str
    token: str
    checkout_url: str
    items: tuple[CartItem, ...]
    total: Money
    state: CartState
    abandoned_at: datetime
    updated_at: datetime
    discounts: tuple[str, ...] = ()

    @property
    def goods(self) -> Money:
        """What the goods cost together, without shipping, tax and discounts."""
        return Money(sum(item.unit_price.times(item.quantity).minor for item in self.items), self.total.currency)

    @property
    def quantity(self) -> int:
        return sum(item.quantity for item in self.items)


@dataclass(frozen=True, slots=True)
class ReminderSlot:
    """The one proactive text that a unique cart may ever get, and who took it."""

    merchant_id: MerchantId
    shop_domain: str
    token: str
    message_id: MessageId
    taken_by: Author
    taken_at: datetime

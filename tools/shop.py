"""The shop port: what Twolane asks of any shop, and the news that a shop's webhooks bring."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from conversation.cart import Cart, CartItem
from conversation.money import Money
from conversation.offer import Offer
from tools.errors import BadShopSignature, BadShopWebhook, ShopError, ShopRefused, ShopUnreachable
from tools.ware import OrderStage, ShopOrder, Ware

__all__ = [
    "BadShopSignature",
    "BadShopWebhook",
    "CheckoutSeen",
    "OrderPlaced",
    "OrderStage",
    "Shop",
    "ShopDelivery",
    "ShopError",
    "ShopNews",
    "ShopOrder",
    "ShopRefused",
    "ShopUnreachable",
    "Ware",
]


@dataclass(frozen=True, slots=True)
class CheckoutSeen:
    """A checkout that was begun, changed or completed. There is no "abandoned" event: a timer decides that."""

    shop_domain: str
    token: str
    """The shop's own id for the checkout; an order names it as its `checkout_token`."""
    phone: str | None
    """E.164; None where the shopper gave no number that can be dialled."""
    name: str
    region: str | None
    """State or province code of the shipping address."""
    country: str | None
    """ISO 3166 alpha-2."""
    billing_region: str | None
    """State code of the billing address, where it lies in the same country; None where it is the same or unknown."""
    accepts_sms: bool
    """The shopper ticked the marketing box for `phone`: enough to ask for the double opt-in, not to remind."""
    checkout_url: str
    items: tuple[CartItem, ...]
    total: Money
    abandoned_at: datetime
    """When the shopper last touched it: aware UTC."""
    completed_at: datetime | None
    discounts: tuple[str, ...] = ()
    """The codes, and the names of automatic discounts, that the checkout takes off already."""


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """A purchase."""

    shop_domain: str
    checkout_token: str
    """The `token` of its checkout; empty for an order that came from none."""
    order_id: str
    order_name: str
    """What the shopper knows it by, such as ``#1085``."""
    phone: str | None
    """The buyer's own number in E.164, never that of a shipping address."""
    total: Money
    discount_codes: tuple[str, ...]
    """In upper case, since shops take codes in any case."""
    placed_at: datetime


ShopNews: TypeAlias = CheckoutSeen | OrderPlaced


@dataclass(frozen=True, slots=True)
class ShopDelivery:
    """One verified webhook. `id` is the same when the shop delivers it again; `triggered_at` tells late ones."""

    id: str
    topic: str
    triggered_at: datetime | None
    news: ShopNews


class Shop(Protocol):
    """One merchant's shop. Every adapter passes `tests/contracts/test_shop.py`."""

    async def issue_code(self, offer: Offer, cart: Cart) -> str:
        """Make the offer's code work at checkout, once, until it expires, and return it. Idempotent for the same offer.

        A shop whose codes are made beforehand returns one of those instead of the offer's own.

        Raises:
            ShopUnreachable: no usable answer came.
            ShopRefused: the shop said no, or the code belongs to something else.
        """
        ...

    async def checkout_link(self, cart: Cart, offer: Offer | None) -> str:
        """Return the URL of the shopper's own cart on the brand's domain, with the offer's code applied."""
        ...

    async def find_wares(self, words: str, limit: int) -> tuple[Ware, ...]:
        """Return up to `limit` wares on sale that `words` are about, best first. Raises as `issue_code`."""
        ...

    async def orders_of(self, phone: str, limit: int) -> tuple[ShopOrder, ...]:
        """Return up to `limit` orders of the customer with this number (E.164), newest first. Raises the same."""
        ...

    async def close(self) -> None:
        """Let go of connections. The shop is of no use afterwards."""
        ...

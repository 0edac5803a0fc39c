"""The shop port: what Twolane asks of any shop. What a shop tells by itself is in `tools.shop_news`."""

from typing import Protocol

from conversation.cart import Cart
from conversation.offer import Offer
from tools.errors import BadShopSignature, BadShopWebhook, ShopError, ShopRefused, ShopUnreachable
from tools.shop_news import CheckoutSeen, OrderPlaced, ShopDelivery, ShopNews
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

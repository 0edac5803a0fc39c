"""The merchant's shop as the playground sees it: its catalogue is the real one, and nothing is ever changed in it."""

from dataclasses import dataclass

from conversation.cart import Cart
from conversation.offer import Offer
from tools.checkout_link import link_with_code
from tools.shop import Shop, ShopOrder, Ware


@dataclass(frozen=True, slots=True)
class PlayShop:
    """Implements `tools.shop.Shop`. Its codes work nowhere, and it knows no orders."""

    real: Shop

    async def issue_code(self, offer: Offer, cart: Cart) -> str:
        """Nothing is told to the real shop."""
        return offer.code

    async def checkout_link(self, cart: Cart, offer: Offer | None) -> str:
        return link_with_code(cart, offer)

    async def find_wares(self, words: str, limit: int) -> tuple[Ware, ...]:
        return await self.real.find_wares(words, limit)

    async def orders_of(self, phone: str, limit: int) -> tuple[ShopOrder, ...]:
        return ()

    async def close(self) -> None:
        """The real shop stays open: it is somebody else's."""

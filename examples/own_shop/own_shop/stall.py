"""A kind of shop: a market stall that sells one thing and honours the codes on its list."""

from conversation.cart import Cart
from conversation.errors import Misconfigured
from conversation.money import Money
from conversation.offer import Offer
from tools.shop import ShopOrder, ShopRefused, Ware
from tools.shop_opening import ShopSite


class Stall:
    """Codes are handed out once each, as long as the list lasts."""

    def __init__(self, codes: list[str]) -> None:
        self._left = codes
        self._given: dict[str, str] = {}

    async def issue_code(self, offer: Offer, cart: Cart) -> str:
        if offer.id not in self._given:
            if not self._left:
                raise ShopRefused("the list is used up; write more codes on it")
            self._given[offer.id] = self._left.pop(0)
        return self._given[offer.id]

    async def checkout_link(self, cart: Cart, offer: Offer | None) -> str:
        return cart.checkout_url

    async def find_wares(self, words: str, limit: int) -> tuple[Ware, ...]:
        honey = Ware("1", "Honey", "500 g", Money(900), in_stock=True)
        return (honey,) if "honey" in words.lower() else ()

    async def orders_of(self, phone: str, limit: int) -> tuple[ShopOrder, ...]:
        return ()

    async def close(self) -> None:
        """There is nothing to let go of."""


def open_stall(site: ShopSite) -> Stall:
    """Open the stall with the merchant's list. Raises Misconfigured without one."""
    codes = list(site.secrets.get("codes", ()))
    if not codes:
        raise Misconfigured("shop", "keep 'codes' for the stall: twolane shop connect --kind stall")
    return Stall(codes)

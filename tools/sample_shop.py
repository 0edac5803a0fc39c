"""The sample shop: Tidewater, a fictional store that keeps its codes in memory."""

from datetime import datetime

from conversation.cart import Cart
from conversation.offer import Offer
from tools.checkout_link import link_with_code
from tools.errors import ShopRefused


class SampleShop:
    """A `Shop` that honours codes for as long as the process lives."""

    def __init__(self) -> None:
        self._offers: dict[str, Offer] = {}

    async def issue_code(self, offer: Offer, cart: Cart) -> None:
        known = self._offers.setdefault(offer.code.upper(), offer)
        if known.id != offer.id:
            raise ShopRefused(f"the code {offer.code} belongs to another offer")

    async def checkout_link(self, cart: Cart, offer: Offer | None) -> str:
        return link_with_code(cart, offer)

    def percent_of(self, code: str, now: datetime) -> int:
        """Return what the code takes off at the checkout: 0 for one that is unknown or past its time."""
        offer = self._offers.get(code.upper())
        return offer.percent if offer is not None and now < offer.expires_at else 0

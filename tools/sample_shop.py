"""The sample shop: Tidewater, a fictional store that keeps its codes in memory."""

from datetime import datetime

from conversation.campaign_offer import CampaignOffer
from conversation.cart import Cart
from conversation.money import Money
from conversation.offer import Offer
from tools.checkout_link import link_with_code
from tools.errors import ShopRefused
from tools.sample_catalog import SampleProduct, SampleVariant, sample_catalog
from tools.sample_feed import SampleFeed
from tools.sample_orders import SampleOrders, sample_orders
from tools.ware import ShopOrder, Ware
from tools.words import fit_of, stems


class SampleShop(SampleFeed):
    """A `Shop` that honours codes for as long as the process lives.

    Its orders count back from `opened_at`; without one it has none.
    """

    def __init__(self, opened_at: datetime | None = None) -> None:
        self._offers: dict[str, Offer] = {}
        self._orders: SampleOrders = sample_orders()
        self._opened_at = opened_at

    async def issue_code(self, offer: Offer, cart: Cart) -> str:
        return self._keep_code(offer)

    def _keep_code(self, offer: Offer) -> str:
        known = self._offers.setdefault(offer.code.upper(), offer)
        if known.id != offer.id:
            raise ShopRefused(f"the code {offer.code} belongs to another offer")
        return offer.code

    async def issue_shared_code(self, offer: CampaignOffer) -> str:
        return self._keep_code(offer.in_talk(""))

    async def checkout_link(self, cart: Cart, offer: Offer | None) -> str:
        return link_with_code(cart, offer)

    async def find_wares(self, words: str, limit: int) -> tuple[Ware, ...]:
        asked = stems(words)
        wares = [(product, variant) for product in sample_catalog().products for variant in product.variants]
        fits = [(_fit(asked, *one), place, one) for place, one in enumerate(wares)]
        best = sorted(
            (one for one in fits if one[0] > 0),
            key=lambda one: (-one[0], self._orders.stock.get(one[2][1].item_id) == 0, one[1]),
        )
        return tuple(self._ware(*one) for _, _, one in best[:limit])

    async def orders_of(self, phone: str, limit: int) -> tuple[ShopOrder, ...]:
        return self._orders.of(phone, self._opened_at)[:limit] if self._opened_at else ()

    async def close(self) -> None:
        """There is nothing to let go of."""

    def _ware(self, product: SampleProduct, variant: SampleVariant) -> Ware:
        left = self._orders.stock.get(variant.item_id)
        price = Money.parse(variant.price)
        return Ware(variant.item_id, product.name, ", ".join(variant.options), price, left != 0, left)

    def percent_of(self, code: str, now: datetime) -> int:
        """Return what the code takes off at the checkout: 0 for one that is unknown or past its time."""
        offer = self._offers.get(code.upper())
        return offer.percent if offer is not None and now < offer.expires_at else 0


def _fit(asked: set[str], product: SampleProduct, variant: SampleVariant) -> int:
    return fit_of(asked, product.name, " ".join(variant.options))

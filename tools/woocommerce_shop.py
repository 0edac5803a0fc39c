"""WooCommerce as a shop: coupons, products and orders over its REST API, links that fill a cart."""

import httpx

from conversation.campaign_offer import CampaignOffer
from conversation.cart import Cart
from conversation.clock import Clock
from conversation.linking import front_page
from conversation.merchant import Merchant
from conversation.offer import Offer
from tools.errors import ShopRefused
from tools.shop_opening import ShopSite
from tools.ware import ShopOrder, Ware
from tools.woocommerce_api import MOST_PER_PAGE, WooAccount, WooApi, WooRefused
from tools.woocommerce_coupon import Coupon, coupon_of, mark_of
from tools.woocommerce_feed import WooFeed
from tools.woocommerce_link import link_to
from tools.woocommerce_news import WooSite
from tools.woocommerce_order import Order
from tools.woocommerce_subscriptions import WooSubscriptions
from tools.woocommerce_wares import VARIABLE, Product
from tools.words import content_words, fit_of, stems

ASKED_WORDS = 4
"""For how many of a shopper's words the shop is searched: it finds only what says all the words of one search."""
MOST_VARIABLE = 3
"""Of how many products the variations are read."""
MOST_PAGES = 5
"""How many pages of orders are looked through for a number. The shop cannot be asked for one."""
LAST_DIGITS = 4
"""What is asked for of a number: shoppers write the rest in many ways."""
TAKEN = "woocommerce_rest_coupon_code_already_exists"


class WooShop(WooFeed, WooSubscriptions):
    """A `Shop` on WooCommerce, its `ShopFeed`, and what subscribes to its webhooks."""

    def __init__(
        self, account: WooAccount, site: WooSite, clock: Clock, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        """Raises Misconfigured where the keys would go in the clear."""
        self.url = account.url.rstrip("/")
        self.api = WooApi(account, transport)
        self.site = site
        self.webhook_secret = account.webhook_secret
        self._clock = clock

    async def issue_code(self, offer: Offer, cart: Cart) -> str:
        """See `Shop.issue_code`. What the shop made is read back; a coupon on other terms is removed again."""
        return await self._make(offer)

    async def issue_shared_code(self, offer: CampaignOffer) -> str:
        """See `SharesCodes`. Each customer, by e-mail or account, may use it once."""
        return await self._make(offer)

    async def _make(self, offer: Offer | CampaignOffer) -> str:
        try:
            made = await self.api.post("coupons", coupon_of(offer), Coupon)
        except WooRefused as refused:
            if refused.code != TAKEN:
                raise
            return await self._known(offer)
        if not made.is_of(offer):
            await self.api.remove(f"coupons/{made.id}")
            raise ShopRefused("the shop made the coupon on other terms; look for a plug-in that changes coupons")
        return offer.code

    async def checkout_link(self, cart: Cart, offer: Offer | None) -> str:
        return link_to(self.url, cart, offer)

    async def find_wares(self, words: str, limit: int) -> tuple[Ware, ...]:
        """See `Shop.find_wares`. The best products are found first, then the variations of a few."""
        asked = stems(words)
        products = await self._products(words)
        ranked = sorted(products, key=lambda one: -fit_of(asked, one.name, one.options))
        wares: list[Ware] = []
        variable = 0
        for product in ranked:
            if fit_of(asked, product.name, product.options) == 0:
                break
            if product.type != VARIABLE:
                wares.append(product.ware(product.name, await self.currency()))
            elif variable < MOST_VARIABLE:
                variable += 1
                wares += [one.ware(product.name, await self.currency()) for one in await self.variations(product.id)]
        best = sorted(wares, key=lambda one: (-fit_of(asked, one.title, one.options), not one.in_stock))
        return tuple(best[:limit])

    async def orders_of(self, phone: str, limit: int) -> tuple[ShopOrder, ...]:
        """See `Shop.orders_of`. The shop is searched for the last digits, and the numbers are compared here."""
        found: list[Order] = []
        page, pages = 1, 1
        params: dict[str, str | int] = {
            "search": phone[-LAST_DIGITS:], "per_page": MOST_PER_PAGE, "orderby": "date", "order": "desc",
        }  # fmt: skip
        while page <= min(pages, MOST_PAGES) and len(found) < limit:
            orders, pages = await self.api.page("orders", Order, params, page)
            found += [order for order in orders if order.phone == phone and not order.is_begun]
            page += 1
        return tuple(order.told() for order in found[:limit])

    async def close(self) -> None:
        await self.api.close()

    async def _products(self, words: str) -> list[Product]:
        """Search for each word alone: a shopper's sentence stands in no product."""
        known: dict[int, Product] = {}
        for word in content_words(words)[:ASKED_WORDS]:
            found, _ = await self.api.page("products", Product, {"search": word, "status": "publish", "per_page": 20})
            known |= {product.id: product for product in found if product.catalog_visibility != "hidden"}
        return list(known.values())

    async def _known(self, offer: Offer | CampaignOffer) -> str:
        """Return the code where the coupon that has it is this offer's."""
        found, _ = await self.api.page("coupons", Coupon, {"code": offer.code})
        if any(coupon.is_of(offer) for coupon in found):
            return offer.code
        marks = ", ".join(coupon.description or "no description" for coupon in found)
        raise ShopRefused(f"the code {offer.code} belongs to something else ({marks}), not to {mark_of(offer)}")


def open_woocommerce(site: ShopSite) -> WooShop:
    """Open the merchant's shop. Raises Misconfigured where a key is missing or would go in the clear."""
    woo = site_of(site.merchant)
    webhook_secret = next(iter(site.secrets.get("webhook_secret", ())), "")
    account = WooAccount(woo.url, site.secret("consumer_key"), site.secret("consumer_secret"), webhook_secret)
    return WooShop(account, woo, site.clock)


def site_of(merchant: Merchant) -> WooSite:
    """Return how the merchant's orders are read."""
    return WooSite(merchant.shop_domain, front_page(merchant), merchant.settings.shop.consent_field)

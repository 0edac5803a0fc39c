"""Shopify as a shop: discount codes through the Admin GraphQL API, links from its own checkouts, pages for a sync."""

import re

import httpx

from conversation.campaign_offer import CampaignOffer
from conversation.cart import Cart
from conversation.offer import Offer
from tools.checkout_link import link_with_code
from tools.errors import CodeTaken, ShopRefused
from tools.shop_opening import ShopSite
from tools.shopify_admin import CREATE_CODE, FIND_CODE, FIND_ORDERS, FIND_WARES, Creation, Discount, Found
from tools.shopify_client import ShopifyAccount, ShopifyClient
from tools.shopify_feed import ShopifyFeed
from tools.shopify_subscriptions import ShopifySubscriptions
from tools.shopify_wares import OrdersAnswer, WaresAnswer
from tools.ware import ShopOrder, Ware

__all__ = ["ShopifyAccount", "ShopifyShop", "open_shopify"]


class ShopifyShop(ShopifyFeed, ShopifySubscriptions):
    """A `Shop` on Shopify, its `ShopFeed`, and what subscribes to its webhooks."""

    def __init__(self, account: ShopifyAccount, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Raises Misconfigured where the domain is not a ``myshopify.com`` one."""
        self._client = ShopifyClient(account, transport)

    async def issue_code(self, offer: Offer, cart: Cart) -> str:
        """See `Shop.issue_code`. A code that the shop already has is fine where it is this same offer's, as it is."""
        return await self._create(offer, _discount(offer))

    async def issue_shared_code(self, offer: CampaignOffer) -> str:
        """See `SharesCodes`. Each customer may use it once, however many there are."""
        return await self._create(offer, _discount(offer) | {"usageLimit": None})

    async def _create(self, offer: Offer | CampaignOffer, wanted: dict[str, object]) -> str:
        creation = await self._client.ask(CREATE_CODE, {"input": wanted}, Creation)
        if not creation.payload.problems:
            return offer.code
        said = "; ".join(f"{problem.message} ({problem.code})" for problem in creation.payload.problems)
        if not creation.payload.is_taken:
            raise ShopRefused(said)
        if not _is_same(await self._known(offer.code), offer):
            raise CodeTaken(said)
        return offer.code

    async def checkout_link(self, cart: Cart, offer: Offer | None) -> str:
        return link_with_code(cart, offer)

    async def find_wares(self, words: str, limit: int) -> tuple[Ware, ...]:
        """See `Shop.find_wares`. Needs the scope `read_products`; counts need `read_inventory`."""
        asked = {"words": _plain_search(words), "limit": limit}
        return (await self._client.ask(FIND_WARES, asked, WaresAnswer)).wares()[:limit]

    async def orders_of(self, phone: str, limit: int) -> tuple[ShopOrder, ...]:
        """See `Shop.orders_of`. Needs the scopes `read_customers` and `read_orders`."""
        return (await self._client.ask(FIND_ORDERS, {"phone": phone, "limit": limit}, OrdersAnswer)).orders()

    async def close(self) -> None:
        """Let go of connections. The shop is of no use afterwards."""
        await self._client.close()

    async def _known(self, code: str) -> Discount | None:
        found = await self._client.ask(FIND_CODE, {"code": code}, Found)
        return found.node.discount if found.node else None


def open_shopify(site: ShopSite) -> ShopifyShop:
    """Open the merchant's shop with the token of the app that is installed in it; without one it refuses all."""
    token = next(iter(site.secrets.get("admin_token", ())), "")
    return ShopifyShop(ShopifyAccount(site.merchant.shop_domain, token))


def _plain_search(words: str) -> str:
    """Return the words alone: Shopify's search has a syntax that a shopper's words are not to reach."""
    return " ".join(re.findall(r"\w+", words))


def _title(offer: Offer | CampaignOffer) -> str:
    """What marks a code in the shop's admin as this offer's."""
    return f"Twolane {offer.id}"


def _is_same(known: Discount | None, offer: Offer | CampaignOffer) -> bool:
    """Tell whether a code of the shop's is this offer's, and still takes off what the offer says."""
    if known is None or known.title != _title(offer):
        return False
    percentage = known.gains.value.percentage
    return percentage is None or round(percentage * 100, 4) == offer.percent


def _discount(offer: Offer | CampaignOffer) -> dict[str, object]:
    """Return the `DiscountCodeBasicInput`: a fraction off everything, once, for whoever has the code.

    The limit is `usageLimit`, which the checkout keeps: a count of uses that lags (`asyncUsageCount`) is never asked.
    Beside other discounts it works on shipping alone, which the offer's total leaves as it is.
    """
    return {
        "title": _title(offer),
        "code": offer.code,
        "startsAt": offer.reserved_at.isoformat(),
        "endsAt": offer.expires_at.isoformat(),
        "usageLimit": 1,
        "appliesOncePerCustomer": True,
        "context": {"all": "ALL"},
        "combinesWith": {"orderDiscounts": False, "productDiscounts": False, "shippingDiscounts": True},
        "customerGets": {"value": {"percentage": offer.percent / 100}, "items": {"all": True}},
    }

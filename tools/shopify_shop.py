"""Shopify as a shop: discount codes through the Admin GraphQL API, links from its own checkouts."""

import re
from dataclasses import dataclass, field

import httpx

from conversation.cart import Cart
from conversation.errors import Misconfigured
from conversation.offer import Offer
from tools.checkout_link import link_with_code
from tools.errors import ShopRefused, ShopUnreachable
from tools.shop_opening import ShopSite
from tools.shopify_admin import CREATE_CODE, FIND_CODE, FIND_ORDERS, FIND_WARES, Creation, Found, read_answer
from tools.shopify_wares import OrdersAnswer, WaresAnswer
from tools.ware import ShopOrder, Ware

API_VERSION = "2026-07"
_SHOP_HOST = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")


@dataclass(frozen=True, slots=True)
class ShopifyAccount:
    """Which shop, and the token of the app installed in it.

    Its scopes: `write_discounts` and `read_discounts`, `read_products` for the catalogue with `read_inventory` for
    counts, `read_customers` and `read_orders` for a shopper's own orders.
    """

    shop_domain: str
    admin_token: str = field(repr=False)
    api_version: str = API_VERSION
    timeout: float = 10.0
    """Seconds to wait for each step of a request."""


class ShopifyShop:
    """A `Shop` on Shopify."""

    def __init__(self, account: ShopifyAccount, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Raises Misconfigured where the domain is not a ``myshopify.com`` one: the token goes nowhere else."""
        if not _SHOP_HOST.fullmatch(account.shop_domain):
            raise Misconfigured("shop_domain", "name the shop by its myshopify.com domain")
        self._path = f"/admin/api/{account.api_version}/graphql.json"
        self._client = httpx.AsyncClient(
            base_url=f"https://{account.shop_domain}",
            headers={"X-Shopify-Access-Token": account.admin_token},
            timeout=account.timeout,
            transport=transport,
        )

    async def issue_code(self, offer: Offer, cart: Cart) -> str:
        """See `Shop.issue_code`. A code that the shop already has is fine where it is this same offer's."""
        creation = read_answer(await self._post(CREATE_CODE, {"input": _discount(offer)}), Creation)
        if not creation.payload.problems:
            return offer.code
        if creation.payload.is_taken and await self._title_of(offer.code) == _title(offer):
            return offer.code
        raise ShopRefused("; ".join(f"{problem.message} ({problem.code})" for problem in creation.payload.problems))

    async def checkout_link(self, cart: Cart, offer: Offer | None) -> str:
        return link_with_code(cart, offer)

    async def find_wares(self, words: str, limit: int) -> tuple[Ware, ...]:
        """See `Shop.find_wares`. Needs the scope `read_products`; counts need `read_inventory`."""
        asked = {"words": _plain_search(words), "limit": limit}
        return read_answer(await self._post(FIND_WARES, asked), WaresAnswer).wares()[:limit]

    async def orders_of(self, phone: str, limit: int) -> tuple[ShopOrder, ...]:
        """See `Shop.orders_of`. Needs the scopes `read_customers` and `read_orders`."""
        found = read_answer(await self._post(FIND_ORDERS, {"phone": phone, "limit": limit}), OrdersAnswer)
        return found.orders()

    async def close(self) -> None:
        """Let go of connections. The shop is of no use afterwards."""
        await self._client.aclose()

    async def _title_of(self, code: str) -> str | None:
        found = read_answer(await self._post(FIND_CODE, {"code": code}), Found)
        return found.node.discount.title if found.node else None

    async def _post(self, query: str, variables: dict[str, object]) -> httpx.Response:
        try:
            return await self._client.post(self._path, json={"query": query, "variables": variables})
        except httpx.RequestError as error:
            raise ShopUnreachable(f"Shopify did not answer: {type(error).__name__}") from error


def open_shopify(site: ShopSite) -> ShopifyShop:
    """Open the merchant's shop with the token of the app that is installed in it; without one it refuses all."""
    token = next(iter(site.secrets.get("admin_token", ())), "")
    return ShopifyShop(ShopifyAccount(site.merchant.shop_domain, token))


def _plain_search(words: str) -> str:
    """Return the words alone: Shopify's search has a syntax that a shopper's words are not to reach."""
    return " ".join(re.findall(r"\w+", words))


def _title(offer: Offer) -> str:
    """What marks a code in the shop's admin as this offer's."""
    return f"Twolane {offer.id}"


def _discount(offer: Offer) -> dict[str, object]:
    """Return the `DiscountCodeBasicInput`: a fraction off everything, once, for whoever has the code."""
    return {
        "title": _title(offer),
        "code": offer.code,
        "startsAt": offer.reserved_at.isoformat(),
        "endsAt": offer.expires_at.isoformat(),
        "usageLimit": 1,
        "appliesOncePerCustomer": True,
        "context": {"all": "ALL"},
        "customerGets": {"value": {"percentage": offer.percent / 100}, "items": {"all": True}},
    }

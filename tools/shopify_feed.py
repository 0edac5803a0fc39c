"""A Shopify shop read page by page."""

from datetime import UTC, datetime
from typing import TypeVar

from pydantic import Field

from tools.shop_feed import Page, ShopText, TextKind
from tools.shop_news import CheckoutSeen, ConsentSeen, OrderPlaced, ProductSeen
from tools.shopify_admin import Answer, read_paced
from tools.shopify_client import ShopifyClient
from tools.shopify_pages import Connection, PageInfo, read_page
from tools.shopify_queries import (
    READ_CHECKOUTS,
    READ_CONSENTS,
    READ_ORDERS,
    READ_PAGES,
    READ_POLICIES,
    READ_PRODUCTS,
)
from tools.shopify_told_checkout import CheckoutTold
from tools.shopify_told_customer import CustomerTold
from tools.shopify_told_order import OrderTold
from tools.shopify_told_product import ProductTold

A = TypeVar("A", bound=Answer)

CHECKOUTS, ORDERS, PRODUCTS, CUSTOMERS, PAGES = 10, 10, 20, 100, 20
"""Things on a page."""
MOST_PAGES = 50


class CheckoutsAnswer(Answer):
    """The data of `READ_CHECKOUTS`."""

    found: Connection = Field(alias="abandonedCheckouts")


class OrdersAnswer(Answer):
    """The data of `READ_ORDERS`."""

    found: Connection = Field(alias="orders")


class ShopCurrency(Answer):
    """What the shop counts in."""

    code: str = Field(alias="currencyCode")


class ProductsAnswer(Answer):
    """The data of `READ_PRODUCTS`."""

    found: Connection = Field(alias="products")
    shop: ShopCurrency


class CustomersAnswer(Answer):
    """The data of `READ_CONSENTS`."""

    found: Connection = Field(alias="customers")


class Domain(Answer):
    """Where shoppers find the shop."""

    url: str


class Policy(Answer):
    """One policy. Empty ones are not published."""

    title: str
    body: str
    url: str


class ShopTexts(Answer):
    """The shop with its policies."""

    domain: Domain = Field(alias="primaryDomain")
    policies: tuple[Policy, ...] = Field(default=(), alias="shopPolicies")


class PoliciesAnswer(Answer):
    """The data of `READ_POLICIES`."""

    shop: ShopTexts


class PageTold(Answer):
    """One page of the online shop."""

    title: str
    handle: str
    body: str = ""
    is_published: bool = Field(default=False, alias="isPublished")


class PagesFound(Answer):
    """Some pages."""

    nodes: tuple[PageTold, ...] = ()
    info: PageInfo = Field(default=PageInfo(), alias="pageInfo")


class PagesAnswer(Answer):
    """The data of `READ_PAGES`."""

    found: PagesFound = Field(alias="pages")


class ShopifyFeed:
    """A `ShopFeed` on Shopify."""

    _client: ShopifyClient

    async def checkouts(self, since: datetime | None, cursor: str | None) -> Page[CheckoutSeen]:
        """See `ShopFeed.checkouts`. Amounts are in the currency that the shopper was shown."""
        answer, rest = await self._page(READ_CHECKOUTS, CHECKOUTS, since, cursor, CheckoutsAnswer)
        return read_page(answer.found, CheckoutTold, lambda one: one.told(self._client.shop_domain), rest)

    async def orders(self, since: datetime | None, cursor: str | None) -> Page[OrderPlaced]:
        """See `ShopFeed.orders`. Amounts are in the shop's own currency. The token of a checkout is not told."""
        answer, rest = await self._page(READ_ORDERS, ORDERS, since, cursor, OrdersAnswer)
        return read_page(answer.found, OrderTold, lambda one: one.told(self._client.shop_domain), rest)

    async def products(self, since: datetime | None, cursor: str | None) -> Page[ProductSeen]:
        """See `ShopFeed.products`. Of each, the first 25 variants."""
        answer, rest = await self._page(READ_PRODUCTS, PRODUCTS, since, cursor, ProductsAnswer)
        code = answer.shop.code
        return read_page(answer.found, ProductTold, lambda one: one.told(self._client.shop_domain, code), rest)

    async def consents(self, since: datetime | None, cursor: str | None) -> Page[ConsentSeen]:
        """See `ShopFeed.consents`."""
        answer, rest = await self._page(READ_CONSENTS, CUSTOMERS, since, cursor, CustomersAnswer)
        return read_page(answer.found, CustomerTold, lambda one: one.told(self._client.shop_domain), rest)

    async def texts(self) -> tuple[ShopText, ...]:
        """See `ShopFeed.texts`."""
        shop = (await self._client.ask(READ_POLICIES, {}, PoliciesAnswer)).shop
        policies = [ShopText(TextKind.POLICY, one.url, one.title, one.body) for one in shop.policies if one.body]
        root = shop.domain.url.rstrip("/")
        pages = [
            ShopText(TextKind.PAGE, f"{root}/pages/{one.handle}", one.title, one.body)
            for one in await self._pages()
            if one.is_published and one.body.strip()
        ]
        return (*policies, *pages)

    async def _pages(self) -> list[PageTold]:
        pages: list[PageTold] = []
        cursor = None
        for _ in range(MOST_PAGES):
            found = (await self._client.ask(READ_PAGES, {"first": PAGES, "after": cursor}, PagesAnswer)).found
            pages += found.nodes
            cursor = found.info.next
            if cursor is None:
                break
        return pages

    async def _page(
        self, query: str, first: int, since: datetime | None, cursor: str | None, model: type[A]
    ) -> tuple[A, float]:
        asked = {"first": first, "after": cursor, "query": _changed(since)}
        response = await self._client.post(query, asked)
        return read_paced(response, model)


def _changed(since: datetime | None) -> str | None:
    """Shopify's search term for what changed at or after `since`."""
    return None if since is None else f"updated_at:>='{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'"

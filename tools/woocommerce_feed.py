"""A WooCommerce shop read page by page.

A plug-in of the shop's may break single rows: these are told as unread.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

from pydantic import ValidationError

from conversation.clock import Clock
from tools.errors import BadShopWebhook
from tools.payload_fault import first_fault
from tools.shop_feed import Page, ShopText, TextKind, Unread
from tools.shop_news import CheckoutSeen, ConsentSeen, OrderPlaced, ProductSeen
from tools.woocommerce_api import BODY, MOST_PER_PAGE, Answer, WooApi, WooRefused, WooUnreadable
from tools.woocommerce_news import Customer, WooSite, consent_of, news_of, product_of
from tools.woocommerce_order import DRAFT, Order
from tools.woocommerce_payload import Words
from tools.woocommerce_reading import Place, read_on
from tools.woocommerce_wares import VARIABLE, Currency, Product

N = TypeVar("N")

CHECKOUTS, ORDERS, PRODUCTS = 10, 50, 20
"""Things on a page; of a product with variations each is one more request."""
MOST_TEXT_PAGES = 10
JUST_BEFORE = timedelta(seconds=1)
"""The shop leaves out what changed at the very second."""
REST = 0.5
"""Seconds between pages: shops on shared hosts answer slowly, and their shoppers come first."""
_POLICY = re.compile(r"\b(?:refunds?|returns?|shipping|delivery|privacy|terms|warranty|policy|policies)\b", re.I)


class _Rendered(Answer):
    rendered: Words = ""


class _WebPage(Answer):
    """A page of the shop's WordPress."""

    link: str
    title: _Rendered
    content: _Rendered


class WooFeed:
    """A `ShopFeed` on WooCommerce."""

    api: WooApi
    site: WooSite
    _clock: Clock
    _currency: str | None = None

    async def checkouts(self, since: datetime | None, cursor: str | None) -> Page[CheckoutSeen]:
        """See `ShopFeed.checkouts`. Those that were completed are among the orders, under the same token."""
        asked = {**_changed(since), "per_page": CHECKOUTS, "status": f"pending,failed,{DRAFT}"}
        try:
            rows, following = await self._rows("orders", asked, cursor)
        except WooRefused as refused:
            if refused.code != "rest_invalid_param":
                raise
            rows, following = await self._rows("orders", {**asked, "status": "pending,failed"}, cursor)
        return _page(rows, following, lambda row: self._ordered(row, CheckoutSeen))

    async def orders(self, since: datetime | None, cursor: str | None) -> Page[OrderPlaced]:
        rows, following = await self._rows("orders", {**_changed(since), "per_page": ORDERS, "status": "any"}, cursor)
        return _page(rows, following, lambda row: self._ordered(row, OrderPlaced))

    async def products(self, since: datetime | None, cursor: str | None) -> Page[ProductSeen]:
        """See `ShopFeed.products`. Of each, the first hundred variations."""
        rows, following = await self._rows("products", {**_changed(since), "per_page": PRODUCTS}, cursor)
        unread: list[Unread] = []
        items = []
        for row in rows:
            try:
                product = Product.model_validate(row)
                variations = await self._sold_of(product)
            except ValidationError as error:
                unread.append(_unread(row, error))
            except WooUnreadable as odd:
                if odd.field == BODY:
                    raise
                unread.append(Unread(_ref(row), odd.field, odd.problem))
            else:
                items.append(await self._whole(product, variations))
        return Page(tuple(items), following, tuple(unread), REST)

    async def consents(self, since: datetime | None, cursor: str | None) -> Page[ConsentSeen]:
        """See `ShopFeed.consents`. Without a field of the merchant's for it, the shop knows of none."""
        if not self.site.consent_field:
            return Page(())
        asked = {"per_page": str(MOST_PER_PAGE), "orderby": "id", "order": "asc", "role": "all"}
        rows, following = await self._rows("customers", asked, cursor)
        read = _page(rows, following, lambda row: consent_of(Customer.model_validate(row), self.site))
        items = tuple(one for one in read.items if since is None or one.changed_at >= since)
        return Page(items, read.cursor, read.unread, read.rest)

    async def texts(self) -> tuple[ShopText, ...]:
        """See `ShopFeed.texts`. They are the published pages of its WordPress, which anybody may read."""
        found: list[ShopText] = []
        page, pages = 1, 1
        while page <= min(pages, MOST_TEXT_PAGES):
            told, pages = await self.api.public_pages(_WebPage, page)
            found += [_text(one) for one in told]
            page += 1
        return tuple(sorted(found, key=lambda one: (one.kind is not TextKind.POLICY, one.url)))

    async def product(self, product_id: int) -> ProductSeen:
        """Return a product with all that is sold of it."""
        product = await self.api.get(f"products/{product_id}", Product)
        return await self._whole(product, await self._sold_of(product))

    async def currency(self) -> str:
        """Return what the shop counts in, asked once."""
        if self._currency is None:
            self._currency = (await self.api.get("data/currencies/current", Currency)).code
        return self._currency

    async def variations(self, product_id: int) -> tuple[Product, ...]:
        """Return what there is of a product, as the shop orders it; more than a hundred are cut."""
        path = f"products/{product_id}/variations"
        found, _ = await self.api.page(path, Product, {"per_page": MOST_PER_PAGE, "status": "publish"})
        return tuple(found)

    async def _sold_of(self, product: Product) -> tuple[Product, ...]:
        return await self.variations(product.id) if product.type == VARIABLE else ()

    async def _whole(self, product: Product, variations: tuple[Product, ...]) -> ProductSeen:
        return product_of(product, variations, await self.currency(), self.site, self._clock.now())

    async def _rows(
        self, path: str, asked: Mapping[str, str | int], cursor: str | None
    ) -> tuple[list[dict[str, object]], str | None]:
        slice_ = await read_on(partial(self.api.rows, path, asked), int(asked["per_page"]), Place.read(cursor))
        return slice_.rows, slice_.following

    def _ordered(self, row: dict[str, object], kind: type[N]) -> tuple[N, ...]:
        news = news_of(Order.model_validate(row), self.site)
        return tuple(one for one in news if isinstance(one, kind))


def _changed(since: datetime | None) -> dict[str, str | int]:
    by_id: dict[str, str | int] = {"orderby": "id", "order": "asc"}
    if since is None:
        return by_id
    moment = (since.astimezone(UTC) - JUST_BEFORE).strftime("%Y-%m-%dT%H:%M:%S")
    return by_id | {"modified_after": moment, "dates_are_gmt": "true"}


def _page(
    rows: list[dict[str, object]], following: str | None, read: Callable[[dict[str, object]], tuple[N, ...]]
) -> Page[N]:
    items: list[N] = []
    unread: list[Unread] = []
    for row in rows:
        try:
            items += read(row)
        except ValidationError as error:
            unread.append(_unread(row, error))
        except BadShopWebhook as error:
            unread.append(Unread(_ref(row), error.field, error.remedy))
    return Page(tuple(items), following, tuple(unread), REST)


def _unread(row: dict[str, object], error: ValidationError) -> Unread:
    return Unread(_ref(row), *first_fault(error))


def _ref(row: dict[str, object]) -> str:
    return str(row.get("id", ""))[:80]


def _text(page: _WebPage) -> ShopText:
    kind = TextKind.POLICY if _POLICY.search(f"{page.title.rendered} {page.link}") else TextKind.PAGE
    return ShopText(kind, page.link, page.title.rendered, page.content.rendered)

"""The feed port's promises, asked of every adapter."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.tools import fake_shopify, fake_woocommerce
from tests.tools.fake_shopify import TOKEN, FakeShopify
from tests.tools.fake_woocommerce import FakeWoo
from tools.shop import ShopRefused, ShopUnreachable
from tools.shop_feed import Page, ShopFeed, TextKind
from tools.shop_news import CheckoutSeen
from tools.shopify_shop import ShopifyAccount, ShopifyShop
from tools.woocommerce_shop import WooShop

SINCE = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)


def stocked_shopify() -> FakeShopify:
    admin = FakeShopify()
    admin.tables["abandonedCheckouts"] = [fake_shopify.abandoned(ref) for ref in range(1, 24)]
    admin.tables["orders"] = [fake_shopify.bought(ref) for ref in range(1, 13)]
    admin.tables["products"] = [fake_shopify.product(1), fake_shopify.product(2, updatedAt="2026-11-24T17:00:00Z")]
    admin.tables["customers"] = [fake_shopify.customer(1), fake_shopify.customer(2, "UNSUBSCRIBED")]
    admin.tables["pages"] = [
        {"id": "1", "title": "Sizes", "handle": "sizes", "body": "<p>S is small.</p>", "isPublished": True},
        {"id": "2", "title": "Draft", "handle": "draft", "body": "<p>No.</p>", "isPublished": False},
    ]
    policy = "https://tidewater.example/policies/refund-policy"
    admin.policies = [{"title": "Refunds", "body": "<p>Within 30 days.</p>", "url": policy}]
    return admin


def stocked_woo() -> FakeWoo:
    """The same shop, as WooCommerce would tell of it."""
    bought = fake_woocommerce.line(product_id=42, variation_id=43)
    orders = [
        fake_woocommerce.order(
            ref,
            total="142.30",
            billing=fake_woocommerce.address(f"303-555-{ref:04}"),
            coupon_lines=[{"code": "save10"}],
            line_items=[bought],
        )
        for ref in range(1, 13)
    ]
    woo = FakeWoo([*orders, *(fake_woocommerce.begun(ref) for ref in range(101, 123))])
    woo.orders.append(fake_woocommerce.begun(123, status="checkout-draft"))
    woo.products = [
        fake_woocommerce.product(1, "Hat", "10.00"),
        fake_woocommerce.product(2, "Cap", "9.00", date_modified_gmt="2026-11-24T17:00:00"),
    ]
    woo.customers = [fake_woocommerce.customer(1, "yes"), fake_woocommerce.customer(2, "no")]
    woo.pages = [fake_woocommerce.web_page("pages/sizes", "Sizes"), fake_woocommerce.web_page("refunds", "Refunds")]
    return woo


@pytest.fixture(params=["shopify", "woocommerce"])
def shop(request: pytest.FixtureRequest) -> FakeShopify | FakeWoo:
    return stocked_woo() if request.param == "woocommerce" else stocked_shopify()


@pytest.fixture
async def feed(shop: FakeShopify | FakeWoo) -> AsyncIterator[ShopFeed]:
    if isinstance(shop, FakeWoo):
        opened: ShopifyShop | WooShop = shop.shop()
    else:
        opened = ShopifyShop(ShopifyAccount("tidewater.myshopify.com", TOKEN), shop.transport())
    assert isinstance(opened, ShopFeed)
    yield opened
    await opened.close()


async def pages_of(feed: ShopFeed, since: datetime | None = None) -> list[Page[CheckoutSeen]]:
    pages = [await feed.checkouts(since, None)]
    while pages[-1].cursor is not None:
        pages.append(await feed.checkouts(since, pages[-1].cursor))
    return pages


async def test_every_thing_is_told_once_over_all_pages(feed: ShopFeed) -> None:
    pages = await pages_of(feed)
    tokens = [seen.token for page in pages for seen in page.items]
    assert len(pages) > 1 and len(tokens) == len(set(tokens)) == 23


async def test_a_page_that_is_read_again_tells_the_same(feed: ShopFeed) -> None:
    first = await feed.checkouts(None, None)
    assert await feed.checkouts(None, first.cursor) == await feed.checkouts(None, first.cursor)


async def test_what_did_not_change_since_is_not_told(feed: ShopFeed) -> None:
    assert len((await feed.products(None, None)).items) == 2
    assert [seen.product_id for seen in (await feed.products(SINCE, None)).items] == ["2"]
    assert (await feed.checkouts(SINCE + timedelta(days=1), None)).items == ()


async def test_an_order_is_told_with_what_it_cost_and_what_was_in_it(feed: ShopFeed) -> None:
    order = (await feed.orders(None, None)).items[0]
    assert (order.order_name, str(order.total), order.discount_codes) == ("#1", "$142.30", ("SAVE10",))
    assert order.variant_ids == ("43",) and order.phone == "+13035550001"


async def test_consent_is_told_with_its_proof(feed: ShopFeed) -> None:
    agreed, *took_back = (await feed.consents(None, None)).items
    assert (agreed.state.value, agreed.level.lower()) == ("subscribed", "single_opt_in")
    assert agreed.collected_from.lower() in ("shopify", "woocommerce") and agreed.changed_at.tzinfo is not None
    assert {one.state.value for one in took_back} <= {"unsubscribed"}


async def test_policies_and_published_pages_are_told_with_their_addresses(feed: ShopFeed) -> None:
    policy, page = await feed.texts()
    assert (policy.kind, policy.title) == (TextKind.POLICY, "Refunds")
    assert (page.kind, page.url) == (TextKind.PAGE, "https://tidewater.example/pages/sizes")


async def test_a_shop_that_is_away_is_told_from_one_that_refuses(feed: ShopFeed, shop: FakeShopify | FakeWoo) -> None:
    shop.next = httpx.ConnectTimeout("away")
    with pytest.raises(ShopUnreachable):
        await feed.checkouts(None, None)
    shop.next = httpx.Response(503)
    with pytest.raises(ShopUnreachable):
        await feed.products(None, None)
    shop.next = httpx.Response(403, json={"errors": "no such scope"})
    with pytest.raises(ShopRefused):
        await feed.orders(None, None)


async def test_a_shop_that_has_enough_says_for_how_long(feed: ShopFeed, shop: FakeShopify | FakeWoo) -> None:
    shop.next = httpx.Response(429, headers={"Retry-After": "7.0"})
    with pytest.raises(ShopUnreachable) as caught:
        await feed.checkouts(None, None)
    assert caught.value.retry_after == 7.0

"""What WooCommerce's pages tell beyond the port's promises: broken rows, drafts, variations, and its own web pages."""

from datetime import timedelta

import httpx
import pytest

from tests.tools.fake_woocommerce import (
    CONSENT,
    URL,
    VARIATIONS,
    FakeWoo,
    begun,
    customer,
    order,
    product,
    refusal,
    shop_through,
    variation,
    web_page,
)
from tests.tools.house import NOW
from tools.errors import ShopUnreachable
from tools.shop_news import MOST_ABOUT


async def test_a_row_that_a_plug_in_broke_is_told_as_unread_and_the_rest_is_read() -> None:
    woo = FakeWoo([order(1), order(2, total="-3.00"), order(3, currency="dollars"), order(4, line_items="none")])
    page = await woo.shop().orders(None, None)
    assert [one.order_id for one in page.items] == ["1"]
    assert [(one.ref, one.field) for one in page.unread] == [("2", "total"), ("3", "currency"), ("4", "line_items")]


async def test_checkouts_and_orders_are_told_apart_and_what_was_never_paid_is_no_order() -> None:
    rows = [begun(1), begun(2, status="failed"), begun(3, status="cancelled"), order(4, status="on-hold"), order(5)]
    shop = FakeWoo([*rows, order(6, status="from-the-future")]).shop()
    assert [one.token for one in (await shop.checkouts(None, None)).items] == ["1", "2"]
    assert [one.order_id for one in (await shop.orders(None, None)).items] == ["4", "5", "6"]


async def test_nothing_is_passed_over_when_what_was_read_leaves_the_list_meanwhile() -> None:
    woo = FakeWoo([begun(number) for number in range(1, 36)])
    shop, told, cursor = woo.shop(), list[str](), "" or None
    for left in ((2, 3, 4, 5), (1, 6, 7, 8, 9, 10, 11, 12, 13), ()):
        page = await shop.checkouts(None, cursor)
        told += [one.token for one in page.items]
        cursor = page.cursor
        for row in woo.orders:
            if row["id"] in left:
                row["status"] = "completed"
    while cursor is not None:
        page = await shop.checkouts(None, cursor)
        told, cursor = told + [one.token for one in page.items], page.cursor
    assert told == [str(number) for number in range(1, 36)], "each once, though thirteen were paid between the pages"


async def test_a_list_that_ends_with_a_whole_page_is_not_asked_for_another() -> None:
    woo = FakeWoo([begun(number) for number in range(1, 11)])
    page = await woo.shop().checkouts(None, None)
    assert (len(page.items), page.cursor, len(woo.asked)) == (10, None, 1)


async def test_a_shop_that_knows_no_drafts_is_asked_without_them() -> None:
    woo = FakeWoo([begun(1)])

    def answer(request):  # type: ignore[no-untyped-def]
        if "checkout-draft" in request.url.params.get("status", ""):
            return refusal(400, "rest_invalid_param", "Invalid parameter(s): status")
        return woo.answer(request)

    shop = shop_through(answer)
    assert [one.token for one in (await shop.checkouts(None, None)).items] == ["1"]
    await shop.close()


async def test_what_changed_at_the_very_second_is_told() -> None:
    woo = FakeWoo(
        [order(1, date_modified_gmt="2026-11-24T17:30:00"), order(2, date_modified_gmt="2026-11-24T17:29:58")]
    )
    assert [one.order_id for one in (await woo.shop().orders(NOW, None)).items] == ["1"]


async def test_a_product_is_told_with_its_variations_and_what_is_hidden_is_not_on_sale() -> None:
    page = await FakeWoo().shop().products(None, None)
    told = {one.product_id: one for one in page.items}
    assert [(one.variant_id, one.options, one.left) for one in told["10"].variants] == [
        ("12", "black, large", None),
        ("11", "green, small", 3),
    ]
    assert (told["9"].about, told["9"].on_sale, told["21"].on_sale) == ("Made for rain.", True, False)


async def test_a_product_with_a_variation_that_a_plug_in_broke_is_told_as_unread_and_the_rest_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = variation(11, "205.35", "green", "small") | {"price": "ask us"}
    monkeypatch.setitem(VARIATIONS, 10, [variation(12, "199.00", "black", "large"), broken])
    page = await FakeWoo().shop().products(None, None)
    assert [one.product_id for one in page.items] == ["9", "20", "21"]
    assert [(one.ref, one.field) for one in page.unread] == [("10", "1.price")]


async def test_an_answer_that_is_none_breaks_the_page_off_so_that_it_is_asked_for_again() -> None:
    woo = FakeWoo()

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/variations"):
            return httpx.Response(200, text="<b>Notice</b>: out of memory")
        return woo.answer(request)

    shop = shop_through(answer)
    with pytest.raises(ShopUnreachable, match="body"):
        await shop.products(None, None)
    await shop.close()


async def test_customers_agree_only_where_the_merchant_named_the_field() -> None:
    woo = FakeWoo()
    woo.customers = [customer(1, "yes"), customer(2, "")]
    assert [one.phone for one in (await shop_through(woo.answer, CONSENT).consents(None, None)).items] == [
        "+13035550001"
    ]
    calls = len(woo.asked)
    assert (await shop_through(woo.answer, "").consents(None, None)).items == () and len(woo.asked) == calls
    later = await shop_through(woo.answer).consents(NOW + timedelta(days=1), None)
    assert later.items == ()


async def test_the_shops_web_pages_are_read_without_its_keys() -> None:
    woo = FakeWoo()
    woo.pages = [web_page("about", "About us"), web_page("shipping-returns", "Shipping &amp; returns")]
    assert [(one.kind.value, one.url) for one in await woo.shop().texts()] == [
        ("policy", f"{URL}/shipping-returns"),
        ("page", f"{URL}/about"),
    ]


async def test_of_a_long_description_as_much_is_read_as_anybody_needs() -> None:
    woo = FakeWoo()
    woo.products = [product(9, "Kettle", "19.00", short_description="", description="<p>Boils. </p>" * 500)]
    [told] = (await woo.shop().products(None, None)).items
    assert len(told.about) == MOST_ABOUT

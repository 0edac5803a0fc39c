"""WooCommerce as a shop: coupons are read back, numbers are compared here, and refusals say what to do."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from conversation.clock import SystemClock
from conversation.errors import Misconfigured
from conversation.shop_choice import ShopChoice
from conversation.store_memory import MemoryLedger
from tests.tools.fake_woocommerce import (
    CUSTOMER,
    KEY,
    SECRET,
    URL,
    FakeWoo,
    address,
    begun,
    order,
    phone_as_typed,
    refusal,
    shop_through,
)
from tests.tools.house import CART, MERCHANT, OFFER
from tools.shop import ShopRefused, ShopUnreachable
from tools.shop_opening import ShopSite
from tools.woocommerce_api import WooAccount, WooApi
from tools.woocommerce_shop import open_woocommerce


async def test_a_code_is_a_coupon_for_one_use_alone_that_ends_with_the_offer() -> None:
    woo = FakeWoo()
    assert await woo.shop().issue_code(OFFER, CART) == OFFER.code
    (coupon,) = woo.coupons.values()
    assert (coupon["discount_type"], coupon["amount"], coupon["date_expires_gmt"]) == (
        "percent",
        "10.00",
        "2026-11-25T17:30:00",
    )
    assert (coupon["usage_limit"], coupon["usage_limit_per_user"], coupon["individual_use"]) == (1, 1, True)
    assert coupon["description"] == "Twolane off_1" and coupon["code"] == OFFER.code.lower()


@pytest.mark.parametrize(
    "terms",
    [
        {"date_expires_gmt": None},
        {"amount": "25.00"},
        {"individual_use": False},
        {"usage_limit": None},
        {"discount_type": "fixed_cart"},
    ],
)
async def test_a_coupon_on_other_terms_than_the_offers_does_not_stay(terms: dict[str, object]) -> None:
    woo = FakeWoo()

    def answer(request: httpx.Request) -> httpx.Response:
        response = woo.answer(request)
        if request.method == "POST":
            return httpx.Response(201, json=response.json() | terms)
        return response

    shop = shop_through(answer)
    with pytest.raises(ShopRefused, match="on other terms"):
        await shop.issue_code(OFFER, CART)
    assert woo.coupons == {}


async def test_a_shops_own_code_of_the_same_letters_is_not_taken_for_the_offers() -> None:
    woo = FakeWoo()
    await woo.shop().issue_code(OFFER, CART)
    woo.coupons[1] |= {"description": "Summer sale"}
    with pytest.raises(ShopRefused, match=r"belongs to something else \(Summer sale\)"):
        await woo.shop().issue_code(OFFER, CART)


async def test_the_link_with_a_code_fills_a_cart_with_what_was_left() -> None:
    items = (replace(CART.items[0], product_id="10", variant_id="11"), replace(CART.items[1], variant_id=""))
    link = urlsplit(await FakeWoo().shop().checkout_link(replace(CART, items=items), OFFER))
    assert f"{link.scheme}://{link.netloc}{link.path}" == f"{URL}/checkout-link/"
    assert parse_qs(link.query) == {"products": ["11:1,p2:2"], "coupon": [OFFER.code]}


async def test_variations_are_found_by_what_they_are_and_what_is_hidden_is_not() -> None:
    found = await FakeWoo().shop().find_wares("do you have the backpack in black?", 5)
    assert [(one.title, one.options, str(one.price), one.stock) for one in found] == [
        ("Backpack", "black, large", "$199.00", "out of stock"),
        ("Backpack", "green, small", "$205.35", "in stock, 3 left in stock"),
        ("Backpack cover", "", "$19.00", "in stock"),
    ]


async def test_orders_are_found_however_the_number_was_typed_and_checkouts_that_were_left_are_none() -> None:
    typed = [CUSTOMER, "205-555-0106", phone_as_typed(CUSTOMER), "1 (205) 5550106"]
    rows = [order(1000 + at, billing=address(phone)) for at, phone in enumerate(typed)]
    strangers = [order(2000 + at, billing=address("+1303555" + "0106")) for at in range(150)]
    woo = FakeWoo([*rows, *strangers, begun(1010)])
    found = await woo.shop().orders_of(CUSTOMER, 10)
    assert [one.name for one in found] == ["#1003", "#1002", "#1001", "#1000"]
    assert len(woo.asked) == 2


async def test_no_shop_is_asked_for_its_orders_without_end() -> None:
    woo = FakeWoo([order(at, billing=address("+13035550106")) for at in range(700)])
    assert await woo.shop().orders_of(CUSTOMER, 3) == ()
    assert len(woo.asked) == 5


@pytest.mark.parametrize("status", ["wc-custom-status", "draft-of-the-future", ""])
async def test_an_order_of_an_unknown_status_is_told_as_placed(status: str) -> None:
    (found,) = (
        await FakeWoo([order(1, status=status, meta_data=[{"key": "x", "value": {"deep": [1]}}])])
        .shop()
        .orders_of(CUSTOMER, 1)
    )
    assert found.stage.value == "placed" and found.items == ("2 x Backpack (green, small)",)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (refusal(401, "woocommerce_rest_authentication_error", "Invalid signature"), "passes the Authorization header"),
        (refusal(403, "woocommerce_rest_cannot_create", "Sorry"), "Read/Write"),
        (refusal(404, "rest_no_route", "No route was found"), "permalinks are not 'Plain'"),
        (httpx.Response(404, text="<html>Not found</html>"), "permalinks are not 'Plain'"),
        (refusal(400, "rest_invalid_param", "Invalid parameter(s): code"), r"Invalid parameter\(s\): code \(400\)"),
        (httpx.Response(301, headers={"location": "https://www.tidewater.example/wp-json/"}), "https://www.tidewater"),
    ],
)
async def test_a_refusal_says_what_to_do(answer: httpx.Response, says: str) -> None:
    woo = FakeWoo()
    woo.next = answer
    with pytest.raises(ShopRefused, match=says):
        await woo.shop().issue_code(OFFER, CART)


SERVED = {"date": "Tue, 24 Nov 2026 17:30:00 GMT"}


@pytest.mark.parametrize(
    ("answer", "after"),
    [
        (httpx.Response(429, headers={"retry-after": "7"}), 7),
        (httpx.Response(503, headers=SERVED | {"retry-after": "Tue, 24 Nov 2026 17:31:00 GMT"}), 60),
        (httpx.Response(503, headers=SERVED | {"retry-after": "Tue, 24 Nov 2026 17:29:00 GMT"}), 0),
        (httpx.Response(503, headers={"retry-after": "Tue, 24 Nov 2026 17:31:00 GMT"}), None),
        (httpx.Response(500, headers={"retry-after": "soon"}), None),
        (httpx.Response(200, text="<b>Warning</b>: something in PHP"), None),
        (httpx.ConnectTimeout("slow"), None),
    ],
)
async def test_what_is_no_answer_is_asked_again_later(answer: httpx.Response | Exception, after: float | None) -> None:
    woo = FakeWoo()
    woo.next = answer
    with pytest.raises(ShopUnreachable) as raised:
        await woo.shop().issue_code(OFFER, CART)
    assert raised.value.retry_after == after


@pytest.mark.parametrize("url", ["http://tidewater.example", "https://a:b@tidewater.example", "tidewater.example", ""])
def test_keys_never_go_in_the_clear(url: str) -> None:
    with pytest.raises(Misconfigured, match="no https address"):
        WooApi(WooAccount(url, KEY, SECRET))


async def test_a_merchant_without_a_key_is_told_to_connect_the_shop() -> None:
    merchant = replace(MERCHANT, settings=replace(MERCHANT.settings, shop=ShopChoice("woocommerce")))
    secrets = {"consumer_key": (KEY,)}
    with pytest.raises(Misconfigured, match="'consumer_secret' for tidewater"):
        open_woocommerce(ShopSite(merchant, MemoryLedger(), SystemClock(), secrets))
    shop = open_woocommerce(ShopSite(merchant, MemoryLedger(), SystemClock(), secrets | {"consumer_secret": (SECRET,)}))
    assert shop.url == URL
    await shop.close()

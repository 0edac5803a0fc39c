"""What Shopify's pages say, odd ones too: what is not known here survives, what cannot be is kept aside."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.money import Money
from tests.tools.fake_shopify import TOKEN, FakeShopify, abandoned, bought, customer, money, number, product
from tools.shop import ShopUnreachable
from tools.shop_feed import Unread
from tools.shop_news import CheckoutSeen, SmsConsent
from tools.shopify_shop import ShopifyAccount, ShopifyShop
from tools.shopify_told_checkout import CheckoutTold, token_in
from tools.shopify_told_customer import CustomerTold
from tools.shopify_told_order import OrderTold
from tools.ware import OrderStage

SHOP = "tidewater.myshopify.com"
WORDS = st.text(st.characters(codec="ascii", categories=["L"]), min_size=1, max_size=12)
ANYTHING = st.recursive(st.none() | st.booleans() | st.integers() | WORDS, lambda inner: st.lists(inner, max_size=2))


@pytest.fixture
def admin() -> FakeShopify:
    return FakeShopify()


@pytest.fixture
async def shop(admin: FakeShopify) -> AsyncIterator[ShopifyShop]:
    opened = ShopifyShop(ShopifyAccount(SHOP, TOKEN), admin.transport())
    yield opened
    await opened.close()


def told(**changes: Any) -> CheckoutSeen:
    return CheckoutTold.model_validate(abandoned(1, **changes)).told(SHOP)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"), [("19800.0", "JPY", 19800), ("12.345", "KWD", 12345), ("142.30", "EUR", 14230)]
)
def test_a_checkout_is_in_the_currency_that_the_shopper_sees(amount: str, currency: str, minor: int) -> None:
    assert told(totalPriceSet=money(amount, currency)).total == Money(minor, currency)


def test_an_order_is_in_the_currency_that_the_shop_counts_in() -> None:
    order = OrderTold.model_validate(bought(1, totalPriceSet=money("9.00", "JPY"))).told(SHOP)
    assert order.total == Money(900, "USD")


async def test_a_total_below_zero_is_kept_aside_and_the_rest_of_the_page_is_read(
    shop: ShopifyShop, admin: FakeShopify
) -> None:
    odd = abandoned(2, totalPriceSet=money("-1.00"))
    admin.tables["abandonedCheckouts"] = [abandoned(1), odd, abandoned(3, updatedAt="2026-11-24T17:00:00")]
    page = await shop.checkouts(None, None)
    assert [seen.token for seen in page.items] == ["tok-1"]
    assert [(one.ref, one.field) for one in page.unread] == [
        ("2", "totalPriceSet.presentmentMoney.amount"),
        ("3", "updatedAt"),
    ]
    assert all(isinstance(one, Unread) and "303555" not in one.why for one in page.unread)


@pytest.mark.parametrize(
    ("customer_says", "accepts"),
    [("SUBSCRIBED", True), ("PENDING", False), ("UNSUBSCRIBED", False), ("TELEPATHICALLY_SUBSCRIBED", False)],
)
def test_only_who_is_subscribed_is_asked_for_more(customer_says: str, accepts: bool) -> None:
    seen = told(customer={"firstName": "N", "defaultPhoneNumber": number("+13035550111", customer_says)})
    assert (seen.phone, seen.accepts_sms) == ("+13035550111", accepts)


def test_the_number_of_an_address_has_agreed_to_nothing() -> None:
    address = {"phone": "(303) 555-0177", "provinceCode": "CO", "countryCodeV2": "US"}
    seen = told(customer=None, shippingAddress=address)
    assert (seen.phone, seen.accepts_sms, seen.region) == ("+13035550177", False, "CO")


@pytest.mark.parametrize(
    ("url", "token"),
    [
        ("https://a.example/458/checkouts/ac/Z2NwLX/recover?key=1", "Z2NwLX"),
        ("https://a.example/checkouts/cn/Z2NwLX/en-us?key=1", "Z2NwLX"),
        ("https://a.example/458/checkouts/3d58/recover", "3d58"),
        ("https://a.example/cart", ""),
    ],
)
def test_the_token_stands_in_the_link(url: str, token: str) -> None:
    assert token_in(url) == token


@given(st.dictionaries(WORDS.map(lambda word: f"future{word}"), ANYTHING, max_size=3), WORDS)
def test_fields_and_words_of_tomorrow_survive(fields: dict[str, Any], word: str) -> None:
    seen = CheckoutTold.model_validate(abandoned(1) | fields).told(SHOP)
    assert seen == told()
    order = OrderTold.model_validate(bought(1, displayFulfillmentStatus=f"X{word}") | fields).told(SHOP)
    assert order.stage is OrderStage.PLACED
    known = CustomerTold.model_validate(customer(1, f"X{word}") | fields).told(SHOP)
    assert known is not None and known.state is SmsConsent.OTHER


@given(st.integers(0, 10**9), st.sampled_from(["USD", "JPY", "KWD"]))
def test_no_amount_is_lost_on_the_way(minor: int, currency: str) -> None:
    written = str(Money(minor, currency)).replace("$", "").rpartition(" ")[2].replace(",", "")
    assert told(totalPriceSet=money(written, currency)).total == Money(minor, currency)


async def test_half_of_the_bucket_is_left_to_conversations(shop: ShopifyShop, admin: FakeShopify) -> None:
    admin.tables["products"] = [product(1)]
    assert (await shop.products(None, None)).rest == 0
    admin.left = 600
    assert (await shop.products(None, None)).rest == 5.0


async def test_what_is_too_much_says_when_the_bucket_holds_it_again(shop: ShopifyShop, admin: FakeShopify) -> None:
    admin.cost, admin.left, admin.restored = 500, 100, 50
    with pytest.raises(ShopUnreachable) as caught:
        await shop.products(None, None)
    assert caught.value.retry_after == 8.0
    admin.pass_seconds(8)
    await shop.products(None, None)


async def test_webhooks_are_asked_for_once_and_again_where_the_shop_dropped_one(
    shop: ShopifyShop, admin: FakeShopify
) -> None:
    address, admin.cost = "https://texts.tidewater.example/webhooks/shopify", 10
    first = await shop.subscribe(address)
    assert not first.missing and "orders/create" in first.made and "customers/redact" not in first.made
    assert (await shop.subscribe(address)).made == ()
    kept = admin.tables["webhookSubscriptions"]
    admin.tables["webhookSubscriptions"] = [one for one in kept if one["topic"] != "ORDERS_CREATE"]
    assert (await shop.subscribe(address)).made == ("orders/create",)


async def test_a_topic_that_the_token_may_not_hear_is_missing_with_the_reason(
    shop: ShopifyShop, admin: FakeShopify
) -> None:
    admin.denied_topics, admin.cost = frozenset({"CHECKOUTS_CREATE"}), 10
    subscribed = await shop.subscribe("https://texts.tidewater.example/webhooks/shopify")
    assert subscribed.missing == ("checkouts/create",) and "denied" in subscribed.why

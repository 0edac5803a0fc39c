"""What Shopify's checkouts say."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.money import Money
from tests.tools.shopify_posts import ADDRESS, checkout
from tools.shop import BadShopWebhook, CheckoutSeen
from tools.shopify_checkout import read_checkout

JSON = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just([]) | st.just({"x": 1})
FUTURE = st.dictionaries(st.sampled_from(["x_future", "loyalty", "x_" * 30]), JSON, max_size=3)


def read(**changes: Any) -> CheckoutSeen:
    return read_checkout("tidewater.myshopify.com", json.dumps(checkout(**changes)).encode())


def test_a_checkout_is_read_in_our_words() -> None:
    seen = read()
    assert (seen.token, seen.name, seen.region, seen.country) == (checkout()["token"], "Noah Brown", "CO", "US")
    assert (seen.phone, seen.accepts_sms) == ("+13035550111", True)
    assert seen.total == Money(14230)
    (item,) = seen.items
    assert (item.title, item.options, item.quantity, item.unit_price) == ("Backpack", "green, small", 2, Money(7115))
    assert (item.product_id, item.variant_id) == ("7907558064277", "43453026762901")
    assert seen.checkout_url == checkout()["abandoned_checkout_url"]
    assert seen.abandoned_at == datetime(2026, 11, 24, 17, 29, 59, tzinfo=UTC)
    assert seen.completed_at is None


def test_a_completed_checkout_says_when() -> None:
    assert read(completed_at="2026-11-24T13:00:00-05:00").completed_at == datetime(2026, 11, 24, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "phone", "accepts_sms"),
    [
        ({"sms_marketing_phone": "303.555.0111"}, "+13035550111", True),
        ({"sms_marketing_phone": None, "phone": "+13035550122"}, "+13035550122", True),
        ({"sms_marketing_phone": None}, "+13035550177", False),
        ({"sms_marketing_phone": None, "shipping_address": []}, None, False),
        ({"sms_marketing_phone": None, "shipping_address": None, "customer": None}, None, False),
        (
            {"sms_marketing_phone": None, "shipping_address": None, "customer": {"phone": "+13035550133"}},
            "+13035550133",
            True,
        ),
        ({"sms_marketing_phone": "12345", "phone": "+13035550122"}, "+13035550122", False),
        ({"buyer_accepts_sms_marketing": False}, "+13035550111", False),
        ({"buyer_accepts_sms_marketing": None}, "+13035550111", False),
        (
            {"sms_marketing_phone": "020 7946 0018", "shipping_address": {**ADDRESS, "country_code": "GB"}},
            "+442079460018",
            True,
        ),
    ],
)
def test_the_box_counts_only_for_the_number_it_was_ticked_for(
    changes: dict[str, Any], phone: str | None, accepts_sms: bool
) -> None:
    seen = read(**changes)
    assert (seen.phone, seen.accepts_sms) == (phone, accepts_sms)


def test_where_nothing_ships_the_buyers_own_address_tells_the_region() -> None:
    at_home = {"default_address": {"province_code": "TX", "country_code": "US"}}
    assert read(shipping_address=None, customer=at_home).region == "TX"
    assert read(shipping_address=None, customer=at_home, billing_address=ADDRESS).region == "CO"
    assert read(shipping_address=None, customer=None).country is None


@pytest.mark.parametrize(
    ("billing", "region"),
    [
        ({**ADDRESS, "province_code": "RI"}, "RI"),
        (ADDRESS, None),
        ({**ADDRESS, "province_code": "MI", "country_code": "IT"}, None),
        (None, None),
    ],
)
def test_a_billing_address_in_another_state_counts_too(billing: dict[str, Any] | None, region: str | None) -> None:
    assert read(billing_address=billing).billing_region == region


def test_a_line_without_variant_or_product_is_read() -> None:
    line = {"title": "Engraving\0", "variant_title": None, "product_id": None, "quantity": 1, "price": 5}
    (item,) = read(line_items=[line]).items
    assert (item.title, item.options, item.product_id, item.unit_price) == ("Engraving", "", "", Money(500))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"token": None}, "token"),
        ({"token": ""}, "token"),
        ({"total_price": "much"}, "total_price"),
        ({"total_price": "-1"}, "total_price"),
        ({"total_price": "NaN"}, "total_price"),
        ({"total_price": "1e400"}, "total_price"),
        ({"currency": "dollars"}, "currency"),
        ({"line_items": None}, "line_items"),
        ({"line_items": [{"title": "Hat", "quantity": 0, "price": "1"}]}, "line_items.0.quantity"),
        ({"line_items": [{"title": "Hat", "quantity": 1}]}, "line_items.0.price"),
        ({"updated_at": "2026-11-24T12:29:59"}, "updated_at"),
        ({"abandoned_checkout_url": None}, "abandoned_checkout_url"),
        ({"abandoned_checkout_url": "http://tidewater.example/x"}, "abandoned_checkout_url"),
        ({"abandoned_checkout_url": "https://tidewater.example/x y"}, "abandoned_checkout_url"),
        ({"shipping_address": "Denver"}, "shipping_address"),
    ],
)
def test_a_field_that_does_not_fit_is_named(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BadShopWebhook) as caught:
        read(**changes)
    assert caught.value.field == field
    assert caught.value.remedy


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b"null"])
def test_a_body_that_is_no_object_is_named(body: bytes) -> None:
    with pytest.raises(BadShopWebhook) as caught:
        read_checkout("tidewater.myshopify.com", body)
    assert caught.value.field == "body"


@pytest.mark.parametrize(
    ("changes", "discounts"),
    [
        ({}, ()),
        ({"discount_codes": [{"code": "SUMMER", "amount": "5.00", "type": "fixed_amount"}]}, ("SUMMER",)),
        ({"applied_discount": {"title": "Spring sale", "amount": "5.00", "applicable": True}}, ("Spring sale",)),
        ({"applied_discount": {}, "total_discounts": "0.00"}, ()),
        ({"total_discounts": "7.10"}, ("a discount without a name",)),
        (
            {"line_items": [{**checkout()["line_items"][0], "applied_discounts": [{"title": "2 for 1"}]}]},
            ("2 for 1",),
        ),
    ],
)
def test_what_the_checkout_takes_off_already_is_named(changes: dict[str, Any], discounts: tuple[str, ...]) -> None:
    assert read(**changes).discounts == discounts


@pytest.mark.parametrize(
    ("amount", "currency", "minor"), [("19800", "JPY", 19800), ("12.345", "KWD", 12345), ("128.07", None, 12807)]
)
def test_amounts_are_in_the_currency_that_the_shopper_is_shown(amount: str, currency: str | None, minor: int) -> None:
    seen = read(total_price=amount, presentment_currency=currency)
    assert seen.total == Money(minor, currency or "USD")
    assert {item.unit_price.currency for item in seen.items} == {currency or "USD"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"total_price": "-1.00"}, "total_price"),
        ({"updated_at": "2026-11-24T12:29:59"}, "updated_at"),
        ({"currency": "DOLLARS"}, "currency"),
    ],
)
def test_odd_money_and_moments_without_a_zone_are_named(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BadShopWebhook) as caught:
        read(**changes)
    assert caught.value.field == field


@given(FUTURE)
def test_fields_of_tomorrow_change_nothing(fields: dict[str, Any]) -> None:
    assert read(**fields) == read()
    assert read(customer=checkout()["customer"] | fields) == read()

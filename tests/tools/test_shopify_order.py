"""What Shopify's orders say."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from conversation.money import Money
from tests.tools.shopify_posts import ADDRESS, checkout, order
from tools.shop import BadShopWebhook, OrderPlaced
from tools.shopify_order import read_order


def read(**changes: Any) -> OrderPlaced:
    return read_order("tidewater.myshopify.com", json.dumps(order(**changes)).encode())


def test_an_order_names_its_checkout_and_the_codes_used() -> None:
    assert read() == OrderPlaced(
        shop_domain="tidewater.myshopify.com",
        checkout_token=checkout()["token"],
        order_id="5159806763157",
        order_name="#1085",
        phone="+13035550111",
        total=Money(12807),
        discount_codes=("SAVE10-ACDEF",),
        placed_at=datetime(2026, 11, 24, 18, tzinfo=UTC),
    )


def test_an_order_from_no_checkout_is_read() -> None:
    assert read(checkout_token=None).checkout_token == ""


def test_the_number_of_a_shipping_address_is_never_the_buyers() -> None:
    assert read(phone=None, shipping_address=ADDRESS).phone is None
    assert read(phone=None, customer={"phone": "+13035550133"}).phone == "+13035550133"


@pytest.mark.parametrize("field", ["id", "name", "total_price", "currency", "created_at"])
def test_a_missing_field_is_named(field: str) -> None:
    with pytest.raises(BadShopWebhook) as caught:
        read(**{field: None})
    assert caught.value.field == field

"""Shopify's webhooks: who signed them, and which delivery they are."""

from datetime import UTC, datetime

import pytest

from tests.tools.shopify_posts import SECRET, checkout, order, post
from tools.shop import BadShopSignature, BadShopWebhook, CheckoutSeen, OrderPlaced
from tools.shop_news import Passed
from tools.shopify import ShopifyWebhooks, sign

WEBHOOKS = ShopifyWebhooks([SECRET])


def test_the_signature_is_the_documented_hmac() -> None:
    """Checked with `printf '{"a":1}' | openssl dgst -sha256 -hmac hush -binary | base64`."""
    assert sign("hush", b'{"a":1}') == "3+Yq/TpwjqJ7IXuMq8EfED7b+y0XbokqOKLUdagDxMI="


def test_a_signed_checkout_is_read_with_its_delivery() -> None:
    headers, body = post(checkout())
    delivery = WEBHOOKS.parse(headers, body)
    assert (delivery.id, delivery.topic) == ("wh_1", "checkouts/create")
    assert delivery.triggered_at == datetime(2026, 11, 24, 17, 30, 1, 250_000, tzinfo=UTC)
    assert isinstance(delivery.news, CheckoutSeen)
    assert delivery.news.shop_domain == "tidewater.myshopify.com"


def test_an_order_is_read_by_its_topic() -> None:
    headers, body = post(order(), topic="orders/create")
    assert isinstance(WEBHOOKS.parse(headers, body).news, OrderPlaced)


@pytest.mark.parametrize("secrets", [["old", SECRET], [SECRET, "new"]])
def test_any_of_several_secrets_will_do_while_one_is_rotated(secrets: list[str]) -> None:
    headers, body = post(checkout())
    assert ShopifyWebhooks(secrets).parse(headers, body)


def test_a_changed_byte_of_the_body_is_refused() -> None:
    headers, body = post(checkout())
    with pytest.raises(BadShopSignature):
        WEBHOOKS.parse(headers, body + b" ")


@pytest.mark.parametrize("given", ["", "AAAA", "é" * 44])
def test_a_missing_or_wrong_signature_is_refused(given: str) -> None:
    headers, body = post(checkout())
    with pytest.raises(BadShopSignature):
        WEBHOOKS.parse({**headers, "x-shopify-hmac-sha256": given}, body)


@pytest.mark.parametrize("secrets", [[], [""]])
def test_without_a_secret_nothing_passes_not_even_what_an_empty_key_signed(secrets: list[str]) -> None:
    headers, body = post(checkout(), secret="")
    with pytest.raises(BadShopSignature, match="client secret"):
        ShopifyWebhooks(secrets).parse(headers, body)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("x-shopify-topic", ""),
        ("x-shopify-webhook-id", " "),
        ("x-shopify-shop-domain", ""),
        ("x-shopify-shop-domain", "evil.example/path"),
        ("x-shopify-triggered-at", "yesterday"),
    ],
)
def test_a_header_that_does_not_fit_is_named(header: str, value: str) -> None:
    headers, body = post(checkout())
    with pytest.raises(BadShopWebhook) as caught:
        WEBHOOKS.parse({**headers, header: value}, body)
    assert caught.value.field == header


def test_a_delivery_may_lack_the_time_it_was_triggered() -> None:
    headers, body = post(checkout())
    del headers["x-shopify-triggered-at"]
    assert WEBHOOKS.parse(headers, body).triggered_at is None


def test_newer_headers_without_their_x_are_read_alike() -> None:
    headers, body = post(checkout())
    newer = {name.removeprefix("x-"): value for name, value in headers.items()}
    assert WEBHOOKS.parse(newer, body) == WEBHOOKS.parse(headers, body)


def test_a_topic_from_the_future_is_passed_by() -> None:
    headers, body = post({"id": 1}, topic="carts/teleported")
    assert WEBHOOKS.parse(headers, body).news == Passed("tidewater.myshopify.com", "carts/teleported")

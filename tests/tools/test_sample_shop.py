"""Tidewater's shoppers, products and webhooks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from conversation.money import Money
from tests.tools.house import CART, NOW, OFFER
from tools.phone import to_e164
from tools.sample_catalog import SAMPLE_DOMAIN, sample_catalog, sample_policy
from tools.sample_checkout import checkout_post, order_post, sample_checkout
from tools.sample_shop import SampleShop
from tools.shop import BadShopSignature, CheckoutSeen, OrderPlaced
from tools.shopify import ShopifyWebhooks

SECRET = "hush"
WEBHOOKS = ShopifyWebhooks([SECRET])
NOAH = "noah_brown_6181"


def test_every_shopper_has_a_fictional_number_an_address_and_a_cart() -> None:
    catalog = sample_catalog()
    assert len({shopper.phone for shopper in catalog.shoppers}) == len(catalog.shoppers) >= 12
    for shopper in catalog.shoppers:
        assert shopper.phone[5:10] == "55501"
        assert to_e164(shopper.phone, "US") == shopper.phone
        assert len(shopper.state) == 2 and len(shopper.zip) == 5
        assert catalog.cart_of(shopper)


def test_every_product_has_priced_variants_of_its_own() -> None:
    products = sample_catalog().products
    variants = [variant for product in products for variant in product.variants]
    assert len(products) == 12
    assert len({variant.item_id for variant in variants}) == len(variants)
    assert all(Money.parse(variant.price).minor > 0 for variant in variants)


def test_what_tau2_does_not_say_is_marked_as_a_sample() -> None:
    before, _, after = sample_policy().partition("## Shipping cost")
    assert "fictional" in before
    assert after.strip().startswith("<!-- sample:")


@pytest.mark.parametrize("user_id", [shopper.user_id for shopper in sample_catalog().shoppers])
def test_a_checkout_takes_the_road_of_shopifys_webhook(user_id: str) -> None:
    checkout = sample_checkout(user_id, at=NOW)
    post = checkout_post(checkout, SECRET)
    delivery = WEBHOOKS.parse(post.headers, post.body)
    assert delivery.topic == "checkouts/update"
    assert delivery.news == CheckoutSeen(
        shop_domain=SAMPLE_DOMAIN,
        token=checkout.token,
        phone=checkout.shopper.phone,
        name=f"{checkout.shopper.first_name} {checkout.shopper.last_name}",
        region=checkout.shopper.state,
        country="US",
        billing_region=None,
        accepts_sms=True,
        checkout_url=checkout.url,
        items=checkout.items,
        total=checkout.total,
        abandoned_at=NOW,
        completed_at=None,
    )
    assert checkout.url.startswith("https://tidewater.example/")


def test_the_order_of_a_checkout_names_it_and_its_code() -> None:
    checkout = sample_checkout(NOAH, at=NOW)
    later = NOW + timedelta(hours=1)
    post = order_post(checkout, SECRET, at=later, code="SAVE10-ACDEF", percent=10)
    placed = WEBHOOKS.parse(post.headers, post.body).news
    assert isinstance(placed, OrderPlaced)
    assert placed.checkout_token == checkout.token
    assert placed.discount_codes == ("SAVE10-ACDEF",)
    assert (checkout.total, placed.total) == (Money(20535), Money(18482))
    assert placed.placed_at == later


def test_the_same_checkout_is_the_same_delivery_and_a_changed_one_is_another() -> None:
    first = checkout_post(sample_checkout(NOAH, at=NOW), SECRET)
    assert checkout_post(sample_checkout(NOAH, at=NOW), SECRET) == first
    changed = checkout_post(sample_checkout(NOAH, at=NOW, token="t2"), SECRET)
    assert changed.headers["x-shopify-webhook-id"] != first.headers["x-shopify-webhook-id"]


def test_a_box_left_empty_and_a_completed_checkout_are_told() -> None:
    checkout = sample_checkout(NOAH, at=NOW, accepts_sms=False)
    done = NOW + timedelta(minutes=5)
    post = checkout_post(checkout, SECRET, completed_at=done)
    seen = WEBHOOKS.parse(post.headers, post.body).news
    assert isinstance(seen, CheckoutSeen)
    assert (seen.accepts_sms, seen.completed_at) == (False, done)
    assert seen.phone == checkout.shopper.phone


def test_items_may_be_chosen() -> None:
    catalog = sample_catalog()
    bottle = next(product for product in catalog.products if product.name == "Water Bottle").variants[0]
    checkout = sample_checkout(NOAH, at=NOW, items=(catalog.item(bottle.item_id, 3),))
    assert checkout.total == Money.parse(bottle.price).times(3)


def test_another_secret_does_not_pass() -> None:
    post = checkout_post(sample_checkout(NOAH, at=NOW), "other")
    with pytest.raises(BadShopSignature):
        WEBHOOKS.parse(post.headers, post.body)


def test_strangers_are_not_invented() -> None:
    with pytest.raises(KeyError):
        sample_checkout("nobody", at=datetime(2026, 1, 1, tzinfo=UTC))


async def test_the_sample_checkout_honours_a_code_until_it_expires() -> None:
    shop = SampleShop()
    assert shop.percent_of(OFFER.code, NOW) == 0
    await shop.issue_code(OFFER, CART)
    assert shop.percent_of(OFFER.code.lower(), NOW) == 10
    assert shop.percent_of(OFFER.code, OFFER.expires_at) == 0
    assert shop.percent_of(replace(OFFER, code="SAVE10-OTHER").code, NOW) == 0

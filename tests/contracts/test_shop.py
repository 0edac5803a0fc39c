"""The shop port's promises, asked of every adapter."""

from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from conversation.campaign_offer import CampaignOffer
from conversation.offer import Offer
from conversation.shop_choice import ShopChoice
from tests.tools import fake_woocommerce
from tests.tools.fake_shopify import CUSTOMER, TOKEN, FakeShopify
from tests.tools.house import CART, MERCHANT, NOW, OFFER
from tests.tools.stocked import stocked_upload_shop
from tools.cart_link import cart_link
from tools.sample_catalog import sample_catalog
from tools.sample_shop import SampleShop
from tools.shared_code import issue_for_many
from tools.shop import Shop, ShopRefused
from tools.shopify_shop import ShopifyAccount, ShopifyShop


@pytest.fixture(params=["sample", "shopify", "woocommerce", "upload"])
async def shop(request: pytest.FixtureRequest) -> AsyncIterator[Shop]:
    if request.param == "sample":
        yield SampleShop(NOW)
        return
    if request.param == "upload":
        yield await stocked_upload_shop()
        return
    if request.param == "woocommerce":
        woo = fake_woocommerce.FakeWoo().shop()
        yield woo
        await woo.close()
        return
    shopify = ShopifyShop(ShopifyAccount("tidewater.myshopify.com", TOKEN), FakeShopify().transport())
    yield shopify
    await shopify.close()


async def test_issuing_the_same_offer_again_changes_nothing(shop: Shop) -> None:
    code = await shop.issue_code(OFFER, CART)
    assert code and await shop.issue_code(OFFER, CART) == code


async def test_a_code_that_belongs_to_another_offer_is_refused(shop: Shop) -> None:
    await shop.issue_code(OFFER, CART)
    with pytest.raises(ShopRefused):
        await shop.issue_code(replace(OFFER, id="off_2"), CART)


async def test_a_code_for_many_belongs_to_one_campaign(shop: Shop) -> None:
    ends = OFFER.expires_at
    offer = CampaignOffer("off_7", "cmp_1", OFFER.merchant_id, "SAVE10-MANY3", 10, OFFER.state, NOW, ends)
    code = await issue_for_many(shop, offer)
    assert code and await issue_for_many(shop, offer) == code
    with pytest.raises(ShopRefused):
        await issue_for_many(shop, replace(offer, id="off_8"))


async def test_the_link_without_an_offer_is_the_shoppers_own_cart(shop: Shop) -> None:
    assert await shop.checkout_link(CART, None) == CART.checkout_url


async def test_the_link_with_an_offer_applies_its_code_and_keeps_the_cart(shop: Shop) -> None:
    link = urlsplit(await shop.checkout_link(CART, OFFER))
    assert (link.scheme, link.netloc) == ("https", "tidewater.example")
    query = parse_qs(link.query)
    assert [OFFER.code] in query.values()
    own = parse_qs(urlsplit(CART.checkout_url).query)
    left = ",".join(f"{item.variant_id}:{item.quantity}" for item in CART.items)
    assert own.items() <= query.items() or query["products"] == [left]


@pytest.mark.parametrize("offer", [None, OFFER])
async def test_a_text_that_is_filled_in_without_the_shop_has_the_same_link(
    shop: Shop, offer: Offer | None, request: pytest.FixtureRequest
) -> None:
    choice = ShopChoice(request.node.callspec.params["shop"], code_parameter=getattr(shop, "code_parameter", ""))
    merchant = replace(MERCHANT, settings=replace(MERCHANT.settings, shop=choice))
    assert cart_link(merchant, CART, offer) == await shop.checkout_link(CART, offer)


async def test_a_code_in_the_shops_own_link_is_replaced(shop: Shop) -> None:
    cart = replace(CART, checkout_url=f"{CART.checkout_url}&{getattr(shop, 'code_parameter', 'discount')}=OLD")
    link = await shop.checkout_link(cart, OFFER)
    assert OFFER.code in link
    assert parse_qs(urlsplit(link).query).get("discount") != ["OLD"] and "coupon=OLD" not in link


async def test_an_offer_never_rides_on_another_cart(shop: Shop) -> None:
    with pytest.raises(ValueError, match="crt_1"):
        await shop.checkout_link(CART, replace(OFFER, cart_id="crt_other"))


async def test_wares_are_found_by_what_they_are(shop: Shop) -> None:
    found = await shop.find_wares("a green backpack, small", 3)
    assert found and len(found) <= 3
    assert found[0].title == "Backpack" and "green" in found[0].options and found[0].price.minor > 0
    assert await shop.find_wares("submarine", 3) == ()


async def test_orders_are_those_of_the_number_alone(shop: Shop) -> None:
    customer = sample_catalog().shopper("noah_brown_6181").phone if isinstance(shop, SampleShop) else CUSTOMER
    orders = await shop.orders_of(customer, 2)
    assert [order.placed_at for order in orders] == sorted((order.placed_at for order in orders), reverse=True)
    assert orders[0].name == "#1031" and orders[0].stage.value == "shipped" and orders[0].carrier == "UPS"
    assert await shop.orders_of("+12065550100", 2) == ()

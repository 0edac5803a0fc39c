"""WooCommerce's webhooks are asked for once, and switched on again where the shop gave up."""

import httpx
import pytest

from conversation.clock import ScriptedClock
from tests.tools.fake_woocommerce import KEY, SECRET, URL, WEBHOOK_SECRET, FakeWoo, refusal, shop_through
from tests.tools.house import NOW
from tools.errors import ShopRefused
from tools.shopify_subscriptions import SubscribesWebhooks
from tools.woocommerce_api import WooAccount
from tools.woocommerce_news import WooSite
from tools.woocommerce_shop import WooShop
from tools.woocommerce_subscriptions import CONSENT_TOPICS, TOPICS

ADDRESS = "https://texts.example/webhooks/woocommerce/mer_1"


async def test_every_topic_is_asked_for_once_with_the_secret() -> None:
    woo = FakeWoo()
    shop = woo.shop()
    assert isinstance(shop, SubscribesWebhooks)
    assert (await shop.subscribe(ADDRESS)).made == (*TOPICS, *CONSENT_TOPICS)
    again = await shop.subscribe(ADDRESS)
    assert (again.there, again.made, again.missing) == ((*TOPICS, *CONSENT_TOPICS), (), ())
    assert {row["secret"] for row in woo.webhooks} == {WEBHOOK_SECRET}
    assert {row["delivery_url"] for row in woo.webhooks} == {ADDRESS}


async def test_what_the_shop_disabled_is_switched_on_again_and_others_webhooks_are_left_alone() -> None:
    woo = FakeWoo()
    await woo.shop().subscribe(ADDRESS)
    woo.webhooks[1] |= {"status": "disabled"}
    others = {"id": 10, "topic": "order.created", "status": "disabled", "delivery_url": "https://other.example"}
    woo.webhooks.append(others)
    found = await woo.shop().subscribe(ADDRESS)
    assert found.made == ("order.updated",)
    assert [row["status"] for row in woo.webhooks] == ["active"] * 9 + ["disabled"]


async def test_a_topic_that_is_refused_is_missing_and_says_why() -> None:
    woo = FakeWoo()

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST" and b"product" in request.content:
            return refusal(403, "woocommerce_rest_cannot_create", "Sorry, you are not allowed to create resources.")
        return woo.answer(request)

    found = await shop_through(answer, "").subscribe(ADDRESS)
    assert found.missing == ("product.created", "product.updated", "product.deleted")
    assert "give the key Read/Write" in found.why and "customer.created" not in found.made


async def test_without_a_secret_nothing_is_asked_for() -> None:
    woo = FakeWoo()
    shop = WooShop(WooAccount(URL, KEY, SECRET), WooSite("x", URL), ScriptedClock(NOW), httpx.MockTransport(woo.answer))
    with pytest.raises(ShopRefused, match="keep a webhook_secret first"):
        await shop.subscribe(ADDRESS)
    assert woo.webhooks == [] and woo.asked == []

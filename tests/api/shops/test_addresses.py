"""A shop whose shoppers know it by another address than its domain may be linked to there, as Shopify's shops are."""

import pytest

from api import wiring
from api.sample_world import MERCHANT
from api.stage import open_stage
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.errors import Invalid
from conversation.ledger import Books
from conversation.named_pages import PageDesk
from conversation.shop_choice import ShopChoice
from conversation.short_link import LinkTracking
from tests.api.shops.having import having
from tests.flows.flow_stage import NOON, SHOPPER, texts
from tests.tools.fake_shopify import TOKEN, FakeShopify
from tools.shopify_shop import ShopifyAccount, ShopifyShop

DOMAIN, ADDRESS = "tidewater.myshopify.com", "https://tidewater.example"
SALE = f"{ADDRESS}/collections/sale"
CAMPAIGN = {
    "name": "Sale",
    "segment": "consent: marketing",
    "body": "{discount_percent}% off with {discount_code}: {link:sale} or {link:shop}",
    "discount_percent": 10,
}


def sale_of(books: Books) -> None:
    PageDesk(books, MERCHANT.id, Doer(OPERATOR), NOON).name("sale", SALE)


@pytest.mark.parametrize("is_tracked", [False, True])
async def test_a_campaigns_links_lead_to_the_brands_own_address(
    is_tracked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, api = FakeShopify(), f"/api/campaigns/{MERCHANT.id}"
    monkeypatch.setattr(
        wiring, "open_shopify", lambda site: ShopifyShop(ShopifyAccount(DOMAIN, TOKEN), admin.transport())
    )
    async with open_stage(NOON) as stage:
        links = LinkTracking(is_tracked, "https://go.tidewater.example")
        await having(stage, ShopChoice("shopify", ADDRESS), shop_domain=DOMAIN, links=links)
        await stage.consent(SHOPPER)
        await stage.twolane.house.ledger.write(sale_of)
        made = (await stage.client.post(api, json=CAMPAIGN)).json()["id"]
        for act in ("review", "start"):
            assert (await stage.client.post(f"{api}/{made}/{act}", json={"version": 1})).status_code == 200
        await stage.settle()
        told, (code,) = (await texts(stage))[-1].text, admin.discounts
        applied = f"{ADDRESS}/discount/{code}?redirect=/collections/sale or {ADDRESS}/discount/{code} "
        assert ("https://go.tidewater.example/l/" if is_tracked else applied) in told


async def test_without_its_address_only_pages_of_its_domain_are_the_shops() -> None:
    async with open_stage(NOON) as stage:
        await having(stage, ShopChoice("shopify"), shop_domain=DOMAIN)
        with pytest.raises(Invalid, match="no page of the shop"):
            await stage.twolane.house.ledger.write(sale_of)


async def test_a_page_that_applies_a_code_by_the_shops_own_parameter_is_not_named() -> None:
    async with open_stage(NOON) as stage:
        await having(stage, ShopChoice("upload", code_parameter="rabatt"))
        for parameter in ("rabatt", "coupon", "discount"):
            page = f"https://{MERCHANT.shop_domain}/sale?{parameter}=FREE"
            answer = await stage.client.put(f"/api/merchants/{MERCHANT.id}/pages/sale", json={"url": page})
            assert answer.status_code == 422 and "applies a code" in answer.text


@pytest.mark.parametrize("choice", [ShopChoice("upload"), ShopChoice("shopify", ADDRESS)])
async def test_the_page_offers_to_read_a_shop_that_can_be_read(choice: ShopChoice) -> None:
    async with open_stage(NOON) as stage:
        await having(stage, choice, shop_domain=DOMAIN)
        page = (await stage.client.get("/settings/shop")).text
        is_read = choice.kind == "shopify"
        assert ("Sync now" in page) is is_read
        assert (f"{DOMAIN} ({ADDRESS})" if is_read else "brought under") in page
        assert ("Its webhooks tell" in page) is is_read


async def test_the_step_of_the_set_up_keeps_the_kind_that_a_plug_in_brought() -> None:
    async with open_stage(NOON) as stage:
        await having(stage, ShopChoice("stall"))
        page = (await stage.client.get("/settings/set-up", params={"step": "shop"})).text
        assert '<option value="stall" selected>Stall, by its plug-in</option>' in page

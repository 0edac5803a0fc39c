"""Whatever shop a merchant has, its own link with a discount leaves."""

import pytest

from api import wiring
from api.sample_world import MERCHANT
from api.stage import Stage, open_stage
from conversation.shop_choice import ShopChoice
from conversation.shop_upload import ShopCode
from tests.api.shops.having import having
from tests.flows.flow_stage import HOUR, NOON, SHOPPER, contact_of
from tests.tools.fake_woocommerce import FakeWoo

SHOPS = {
    "sample": (ShopChoice(), "&discount={}"),
    "upload": (ShopChoice("upload", code_parameter="rabatt"), "&rabatt={}"),
    "woocommerce": (ShopChoice("woocommerce", f"https://{MERCHANT.shop_domain}"), ":1&coupon={}"),
}


async def answer_to(stage: Stage, text: str) -> str:
    await stage.text(SHOPPER.phone, text)
    await stage.settle()
    seen = await stage.conversation_of(SHOPPER.phone)
    assert seen is not None
    return seen.messages[-1].body


@pytest.mark.parametrize("kind", SHOPS)
async def test_the_link_with_a_discount_leaves(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    choice, applies = SHOPS[kind]
    woo = FakeWoo()
    monkeypatch.setattr(wiring, "open_woocommerce", lambda _: woo.shop())
    async with open_stage(NOON) as stage:
        await stage.leave_cart(SHOPPER)
        await having(stage, choice)
        code = ShopCode(MERCHANT.id, "POOL-10", 10, None, NOON)
        await stage.twolane.house.ledger.write(lambda books: books.save_shop_code(code))
        await stage.advance(2 * HOUR)
        assert "10% off" in await answer_to(stage, "that is too expensive, any discount?")
        answer = await answer_to(stage, "ok send me the link")
        contact = (await contact_of(stage)).id
        (offer,) = await stage.twolane.house.ledger.read(lambda books: books.offers_of_contact(MERCHANT.id, contact))
        assert applies.format(offer.code) in answer

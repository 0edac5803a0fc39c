"""A person who granted an offer sends the cart's link by which the merchant's own kind of shop applies its code."""

import pytest

from api import wiring
from api.sample_world import DANA, MERCHANT, seed_replies
from api.stage import Stage, open_stage
from conversation.ids import ConversationId
from conversation.shop_choice import ShopChoice
from conversation.shop_upload import ShopCode
from tests.api.shops.having import having
from tests.flows.flow_stage import DAY, HOUR, NOON, SHOPPER
from tests.tools.fake_woocommerce import FakeWoo

DANAS = {"X-Twolane-User": DANA.id}
SHOPS = {
    "sample": (ShopChoice(), "&discount={}"),
    "upload": (ShopChoice("upload", code_parameter="rabatt"), "&rabatt={}"),
    "upload, no links": (ShopChoice("upload"), ""),
    "woocommerce": (ShopChoice("woocommerce", f"https://{MERCHANT.shop_domain}"), "/checkout-link/?products="),
}


async def cart_link_in(stage: Stage, conversation: ConversationId) -> str:
    told = (await stage.client.get(f"/api/conversations/{conversation}/canned-replies", headers=DANAS)).json()
    return str(next(one["words"] for one in told if one["name"] == "Cart link"))


@pytest.mark.parametrize("kind", SHOPS)
async def test_the_link_that_a_person_sends_applies_their_offer_while_it_lasts(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    choice, applies = SHOPS[kind]
    woo = FakeWoo()
    monkeypatch.setattr(wiring, "open_woocommerce", lambda _: woo.shop())
    async with open_stage(NOON) as stage:
        code = ShopCode(MERCHANT.id, "POOL-8", 8, None, NOON)
        await stage.twolane.house.ledger.write(lambda books: (seed_replies(books, NOON), books.save_shop_code(code)))
        checkout = await stage.leave_cart(SHOPPER)
        await having(stage, choice)
        await stage.text(SHOPPER.phone, "may I talk to a person?")
        await stage.settle()
        seen = await stage.conversation_of(SHOPPER.phone)
        assert seen is not None
        await stage.take_over(DANA, seen.id)
        assert (await cart_link_in(stage, seen.id)).endswith(checkout.url)
        path = f"/api/conversations/{seen.id}"
        granted = await stage.client.post(f"{path}/offers", json={"percent": 8}, headers=DANAS)
        assert granted.status_code == 201, granted.text
        offer = granted.json()
        link = await cart_link_in(stage, seen.id)
        assert applies.format(offer["code"]) in link
        body = f"{offer['words']}\n{link}"
        sent = await stage.reply(DANA, seen.id, body, take_over=False)
        await stage.settle()
        assert sent.outcome == "allowed", sent
        assert (await stage.read(seen.id)).messages[-1].body.endswith(link)
        stage.clock.jump_to(NOON + 2 * DAY + HOUR)
        assert (await cart_link_in(stage, seen.id)).endswith(checkout.url)

"""The first text about a cart: one place says who sends it, and whoever would, a cart gets one."""

from dataclasses import replace

import pytest

from api.sample_world import MERCHANT
from api.stage import Stage, open_stage
from conversation.autonomy import Autonomy
from conversation.flow_version import FlowState
from tests.api.paper import words
from tests.flows.flow_stage import HOUR, MINUTE, NOON, SHOPPER, desk, ours, switch_on
from tests.flows.flow_texts import cart_flow
from tools.sample_checkout import SampleCheckout, checkout_post

OWN = cart_flow('- wait: 40 minutes\n- text: "Hi {first_name}, {items} wait for you: {cart_link}"\n  name: reminder')
SHIPPED = "abandoned_checkout"


async def turn(stage: Stage, flow_id: str, state: FlowState) -> None:
    now = stage.clock.now()
    await stage.twolane.house.ledger.write(lambda books: desk(books, now).switch(flow_id, state))


async def said(stage: Stage) -> tuple[str, str]:
    """Who sends it, by REST; every page says it in the same words."""
    first = (await stage.client.get(f"/api/merchants/{MERCHANT.id}/autonomy")).json()["first_text"]
    checklist = (await stage.client.get(f"/api/merchants/{MERCHANT.id}/setup")).json()["items"]
    (writer,) = (item for item in checklist if item["key"] == "writer")
    assert f"{writer['why']}.".lower() == first["said"].lower()
    for path in ("/flows", "/agent/autonomy", f"/flows/{SHIPPED}"):
        assert first["said"] in words((await stage.client.get(path)).text), path
    return first["by"], first["said"]


async def seen_again(stage: Stage, checkout: SampleCheckout) -> None:
    """The shop tells of the same cart once more, which the shopper touched just now."""
    await stage._shop_calls(checkout_post(replace(checkout, at=stage.clock.now()), stage._secret))


async def reminders(stage: Stage) -> int:
    return [purpose for purpose, _ in await ours(stage)].count("reminder")


async def test_each_page_says_who_sends_it_and_a_switch_says_what_it_changed() -> None:
    async with open_stage(NOON) as stage:
        assert await said(stage) == ("ai", "The AI, 30 minutes after a checkout was left.")
        untouched = words((await stage.client.get(f"/flows/{SHIPPED}")).text)
        assert "Abandoned checkout template version 1" in untouched
        assert "Switched on, this flow sends it instead." in untouched
        await stage.client.put(f"/api/merchants/{MERCHANT.id}/autonomy", json={"default": Autonomy.OFF})
        assert (await said(stage))[0] == "nobody"
        form = {"merchant": MERCHANT.id, "state": "active"}
        switched = words((await stage.client.post(f"/flows/{SHIPPED}/state", data=form)).text)
        assert "First text about a cart: The flow Abandoned checkout, 30 minutes" in switched
        assert (await said(stage))[0] == "nobody"
        await stage.client.put(f"/api/merchants/{MERCHANT.id}/autonomy", json={"default": Autonomy.SUGGEST})
        assert "It drafts, and a person presses Send." in (await said(stage))[1]
        await switch_on(stage, OWN)
        by, told = await said(stage)
        assert by == "flow" and "The flows Abandoned checkout and Cart: whichever comes first" in told
        await turn(stage, SHIPPED, FlowState.ARCHIVED)
        await turn(stage, "cart", FlowState.PAUSED)
        assert "Nobody: Cart is paused, and the AI does not step in meanwhile." in (await said(stage))[1]


@pytest.mark.parametrize("news", [False, True], ids=["the cart stays", "the cart changes"])
async def test_a_flow_switched_on_after_the_ai_had_planned_its_own_makes_one_text_of_both(news: bool) -> None:
    async with open_stage(NOON) as stage:
        await stage.consent(SHOPPER)
        checkout = await stage.leave_cart(SHOPPER)
        await stage.advance(10 * MINUTE)
        await turn(stage, SHIPPED, FlowState.ACTIVE)
        if news:
            await seen_again(stage, checkout)
        await stage.advance(3 * HOUR)
        assert await reminders(stage) == 1


async def test_two_flows_about_carts_and_the_ai_send_one_text() -> None:
    async with open_stage(NOON) as stage:
        await stage.consent(SHOPPER)
        await turn(stage, SHIPPED, FlowState.ACTIVE)
        await switch_on(stage, OWN)
        checkout = await stage.leave_cart(SHOPPER)
        await stage.advance(3 * HOUR)
        assert await reminders(stage) == 1
        await turn(stage, SHIPPED, FlowState.ARCHIVED)
        await turn(stage, "cart", FlowState.ARCHIVED)
        await seen_again(stage, checkout)
        await stage.advance(3 * HOUR)
        assert await reminders(stage) == 1

"""The follow-up that a shopper asked for: one text, at its time, cancelled by whatever comes before."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from api.sample_world import DANA
from api.stage import Stage, open_stage
from api.switching import set_ceiling
from conversation.autonomy import Autonomy
from conversation.event import EventKind
from tests.api.pages import NOAH, NOON, begin

ASKS = "can you text me tonight about it?"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON) as opened:
        yield opened


async def sent(stage: Stage, ref: str) -> list[str | None]:
    return [one.purpose for one in (await stage.read(ref)).messages if one.direction == "out"]


async def test_it_comes_at_the_hour_that_was_asked_for_and_once(stage: Stage) -> None:
    ref = await begin(stage, ASKS)
    assert (await stage.read(ref)).messages[-1].body.endswith("I will text you Tue 24 Nov 19:00.")
    await stage.advance(timedelta(hours=6, minutes=20))
    assert await sent(stage, ref) == ["reminder", "reply"]
    await stage.advance(timedelta(hours=1))
    assert await sent(stage, ref) == ["reminder", "reply", "requested_followup"]
    assert "you asked me to text you now" in (await stage.read(ref)).messages[-1].body
    await stage.advance(timedelta(hours=20))
    assert len(await sent(stage, ref)) == 3


@pytest.mark.parametrize("before", ["STOP", "what's in my cart?", "takeover", "buys"])
async def test_a_newer_text_an_opt_out_a_takeover_or_a_purchase_cancels_it(stage: Stage, before: str) -> None:
    ref = await begin(stage, ASKS)
    if before == "takeover":
        await stage.take_over(DANA, ref)
    elif before == "buys":
        await stage.buy(await stage.leave_cart(NOAH))
    else:
        await stage.text(NOAH.phone, before)
    await stage.settle()
    await stage.advance(timedelta(hours=9))
    assert "requested_followup" not in await sent(stage, ref)
    assert [e.kind for e in await stage.events(ref)].count(EventKind.FOLLOWUP_PLANNED) == 1


async def test_while_the_ai_is_off_a_person_is_asked_for_it(stage: Stage) -> None:
    ref = await begin(stage, ASKS)
    await stage.twolane.house.ledger.write(lambda books: set_ceiling(books, Autonomy.OFF, "", stage.clock.now()))
    await stage.advance(timedelta(hours=8))
    seen = await stage.read(ref)
    assert (seen.control, await sent(stage, ref)) == ("escalated", ["reminder", "reply"])


async def test_orders_returns_and_wares_are_answered_from_the_shop(stage: Stage) -> None:
    ref = await begin(stage, "where is my order?")
    assert "#1031" in (await stage.read(ref)).messages[-1].body
    await stage.text(NOAH.phone, "do you have blue t-shirts in stock?")
    await stage.settle()
    assert "T-Shirt" in (await stage.read(ref)).messages[-1].body
    await stage.text(NOAH.phone, "I want to return it")
    await stage.settle()
    assert "order number" in (await stage.read(ref)).messages[-1].body
    await stage.text(NOAH.phone, "#1031, too small")
    await stage.settle()
    seen = await stage.read(ref)
    assert seen.control == "escalated"
    (escalated,) = [event for event in await stage.events(ref) if event.kind is EventKind.ESCALATED]
    assert "order #1031" in escalated.details["note"]

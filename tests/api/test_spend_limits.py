"""A limit in money: reached, no model is asked, a person is once, and what needs no model goes on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api.sample_world import DANA, MERCHANT
from api.stage import Stage, open_stage
from conversation.conversation import Control
from conversation.escalation import EscalationReason
from conversation.event import EventKind
from conversation.ledger import Books
from conversation.spent import SpendLimits
from tests.api.pages import NOAH, NOON
from tests.api.paper import words
from tests.api.test_bad_models import settings_for
from tests.api.test_earlier import viewed
from tests.api.test_spending import PRICES
from tests.fake_openai import FakeOpenAI, Text

A_TURN = 11 * 100 + 7 * 1000
"""Micro-dollars that one call of the fake model costs by the test's prices."""


@asynccontextmanager
async def limited(
    tmp_path: Path, limits: SpendLimits, priced: str = "fake-1", says: str = "Happy to help. Ask me anything."
) -> AsyncIterator[tuple[Stage, FakeOpenAI]]:
    with FakeOpenAI() as server:
        server.script(*[Text(says)] * 6)
        file = tmp_path / "prices.yaml"
        file.write_text(PRICES.format(priced), encoding="utf-8")
        settings = settings_for(server).model_copy(update={"model_prices": file})
        async with open_stage(NOON, settings=settings) as stage:

            def limit(books: Books) -> None:
                merchant = books.merchant(MERCHANT.id)
                assert merchant is not None
                books.save_merchant(replace(merchant, settings=replace(merchant.settings, spending=limits)))

            await stage.twolane.house.ledger.write(limit)
            yield stage, server


async def texts(stage: Stage, body: str) -> str:
    await stage.text(NOAH.phone, body)
    await stage.settle()
    seen = await stage.conversation_of(NOAH.phone)
    assert seen is not None
    return seen.id


async def control(stage: Stage, ref: str) -> tuple[Control, EscalationReason | None]:
    row = await stage.twolane.house.ledger.read(lambda books: books.conversation(MERCHANT.id, ref))
    assert row is not None
    return row.control, row.escalation.reason if row.escalation else None


@pytest.mark.parametrize("limits", [SpendLimits(day=A_TURN), SpendLimits(conversation=A_TURN + 1, day=9 * A_TURN)])
async def test_a_spent_limit_asks_for_a_person_once_and_no_model(tmp_path: Path, limits: SpendLimits) -> None:
    async with limited(tmp_path, limits) as (stage, server):
        ref = await texts(stage, "hello again, tell me about it?")
        assert await control(stage, ref) == (Control.AI, None)
        if limits.conversation:
            await texts(stage, "and then?")
        asked = len(server.requests)
        await texts(stage, "one more question?")
        await texts(stage, "are you there?")
        assert len(server.requests) == asked
        assert await control(stage, ref) == (Control.ESCALATED, EscalationReason.MONEY_SPENT)
        escalated = [event for event in await stage.events(ref) if event.kind is EventKind.ESCALATED]
        assert len(escalated) == 1 and "may spend on a" in escalated[0].details["note"]
        shown = words((await stage.client.get(f"/conversations/{ref}")).text)
        assert "the AI has spent what it may" in shown


async def test_the_next_day_has_its_own_money_and_the_page_shows_both(tmp_path: Path) -> None:
    async with limited(tmp_path, SpendLimits(day=A_TURN)) as (stage, server):
        ref = await texts(stage, "hello again, tell me about it?")
        page = words((await stage.client.get("/agent/usage")).text)
        assert "Today's limit is spent. $0.0081 of $0.0081 today" in page
        await stage.advance(timedelta(days=1))
        asked = len(server.requests)
        await texts(stage, "and now?")
        assert len(server.requests) == asked + 1 and await control(stage, ref) == (Control.AI, None)


async def test_what_needs_no_model_goes_on(tmp_path: Path) -> None:
    async with limited(tmp_path, SpendLimits(day=A_TURN)) as (stage, server):
        ref = await texts(stage, "hello again, tell me about it?")
        asked = len(server.requests)
        await texts(stage, "thanks!")
        assert (await control(stage, ref))[0] is Control.AI
        await texts(stage, "STOP")
        assert len(server.requests) == asked
        assert EventKind.SUPPRESSED in [event.kind for event in await stage.events(ref)]


async def test_a_turn_that_costs_too_much_ends_with_a_person(tmp_path: Path) -> None:
    async with limited(tmp_path, SpendLimits(turn=A_TURN), says="Use code GRATIS for 90% off!") as (stage, _):
        ref = await texts(stage, "hello again, tell me about it?")
        assert await control(stage, ref) == (Control.ESCALATED, EscalationReason.MONEY_SPENT)
        (spent,) = [event for event in await stage.events(ref) if event.kind is EventKind.TURN_SPENT]
        assert spent.details["calls"] == "1"


async def test_without_a_limit_nothing_is_read_and_an_unknown_price_is_told(tmp_path: Path) -> None:
    async with limited(tmp_path, SpendLimits(), priced="another") as (stage, _):
        ref = await texts(stage, "hello again, tell me about it?")
        view, asked = await viewed(stage, ref)
        assert view.allowance is None and not {"spent_since", "spent_in_conversation"} & {*asked}
        assert "1 of today's turns asked a model of which no price is known" in words(
            (await stage.client.get("/agent/usage")).text
        )


async def test_programs_set_limits_and_read_what_is_used(tmp_path: Path) -> None:
    async with limited(tmp_path, SpendLimits()) as (stage, _):
        await texts(stage, "hello again, tell me about it?")
        path = f"/api/merchants/{MERCHANT.id}/spending"
        put = await stage.client.put(path, json={"conversation": 0.5, "day": "20.00"})
        assert put.status_code == 200
        assert (put.json(), put.json()["spent_today_micros"]) == ((await stage.client.get(path)).json(), A_TURN)
        assert (put.json()["turn_micros"], put.json()["conversation_micros"]) == (None, 500_000)
        wrong = await stage.client.put(path, json={"conversation": 30, "day": 20})
        assert (wrong.status_code, "above that of a day" in wrong.text) == (422, True)


async def test_limits_are_set_on_the_page_by_who_may(tmp_path: Path) -> None:
    async with limited(tmp_path, SpendLimits()) as (stage, _):
        form = {"merchant": MERCHANT.id, "turn": "0.05", "conversation": "", "day": "$20"}
        page = await stage.client.post("/agent/usage", data=form)
        assert page.status_code == 200 and 'value="0.05"' in page.text and 'value="20"' in page.text, DANA
        for wrong, names in (
            ({"day": "many"}, "no sum of money"),
            ({"day": "0.01"}, "above that of a day"),
            (
                {"turn": "-1"},
                "out of reach",
            ),
        ):
            refused = await stage.client.post("/agent/usage", data=form | wrong)
            assert (refused.status_code, names in words(refused.text)) == (422, True)
        merchant = await stage.twolane.house.ledger.read(lambda books: books.merchant(MERCHANT.id))
        assert merchant is not None and merchant.settings.spending == SpendLimits(50_000, None, 20_000_000)

"""Alarms on the human seat: raised once, shown in API and page, and never a reason to send or to refuse."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from api.sample_world import DANA, MERCHANT, OMAR
from api.second_brand import seed_second_brand
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.event import Event, EventKind
from conversation.role import Role
from conversation.user import User
from handoff import seat_figures
from tests.api.pages import NOAH, NOON, begin, page, thread
from tests.api.paper import part, words

DRAFT = "The pack has two side pockets and a sleeve for a laptop, and the straps fit torsos of every length."


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


@pytest.fixture
def low_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two texts a day are unusual, so that few texts are enough to see an alarm."""
    low = [replace(one, most=1) if one.name == "per_day" else one for one in seat_figures.MEASURES]
    monkeypatch.setattr(seat_figures, "MEASURES", tuple(low))


async def talk(stage: Stage, times: int) -> str:
    """Noah texts and Dana answers, so many times."""
    conversation = await begin(stage)
    await stage.take_over(DANA, conversation)
    for time in range(times):
        await stage.text(NOAH.phone, f"question {time}")
        answer = await stage.reply(DANA, conversation, f"Answer number {time}, as you asked.", take_over=False)
        assert answer.outcome == "allowed"
        await stage.settle()
        stage.clock.advance(timedelta(minutes=1))
    return conversation


async def alarms(stage: Stage, conversation: str) -> list[Event]:
    return [event for event in await stage.events(conversation) if event.kind is EventKind.SEAT_ANOMALY]


async def seats(stage: Stage, user: User = DANA) -> dict[str, Any]:
    answer = await stage.client.get("/api/seats", headers={"X-Twolane-User": user.id})
    return {seat["name"]: seat for seat in answer.json()}


async def test_an_unusual_figure_is_an_event_once_a_day_with_its_source(stage: Stage, low_figures: None) -> None:
    conversation = await talk(stage, 4)
    [alarm] = await alarms(stage, conversation)
    assert alarm.actor == DANA.id
    assert alarm.details == {
        "measure": "per_day",
        "figure": "2",
        "typical": "1",
        "source": "CTIA Messaging Principles 4.1.1 (July 2019): 1,000",
    }
    await stage.advance(timedelta(hours=22))
    for text in ("a", "b"):
        await stage.text(NOAH.phone, f"and {text}?")
        await stage.reply(DANA, conversation, f"Yes, and {text} too.", take_over=False)
        await stage.settle()
    assert len(await alarms(stage, conversation)) == 2


async def test_an_alarm_stops_no_text(stage: Stage, low_figures: None) -> None:
    """`talk` asserts that each of them may leave."""
    conversation = await talk(stage, 4)
    shown = await stage.read(conversation)
    assert [message.traffic_type for message in shown.messages if message.author == "human"] == ["P2P"] * 4


async def test_the_api_shows_figures_beside_the_typical_ones(stage: Stage) -> None:
    await talk(stage, 2)
    shown = await seats(stage)
    assert set(shown) == {"Dana", "Omar"}
    figures = {one["measure"]: one for one in shown["Dana"]["figures"]}
    assert (figures["per_day"]["figure"], figures["per_day"]["typical_at_most"]) == (2, 1000)
    assert (figures["recipients"]["figure"], figures["recipients"]["unusual"]) == (1, False)
    assert "CTIA" in figures["per_minute"]["source"]
    assert all(one["figure"] == 0 for one in shown["Omar"]["figures"])
    assert shown["Dana"]["flagged"] == []


async def test_only_seats_of_ones_own_merchants_are_shown(stage: Stage) -> None:
    await talk(stage, 1)
    stranger = User("usr_eve", "Eve", {"mer_other": Role.AGENT})
    await stage.twolane.house.ledger.write(lambda books: books.save_user(stranger))
    assert set(await seats(stage, stranger)) == {"Eve"}
    assert set(await seats(stage, OMAR)) == {"Dana", "Omar"}
    assert MERCHANT.id in {seat["merchant_id"] for seat in (await seats(stage, OMAR)).values()}


async def test_a_draft_sent_unread_is_shown_in_the_thread_the_api_and_the_page(stage: Stage) -> None:
    conversation = await begin(stage, "hello?")
    await stage.client.post(
        f"/api/conversations/{conversation}/messages",
        json={"body": DRAFT, "source": DRAFT, "take_over": True, "shown_at": stage.clock.now().isoformat()},
        headers={"X-Twolane-User": DANA.id},
    )
    await stage.settle()
    assert "sent unread" in await thread(stage, conversation)
    [flag] = (await seats(stage, OMAR))["Dana"]["flagged"]
    assert (flag["kind"], flag["conversation"]) == ("seat.unread_draft", conversation)
    shown = (await page(stage, "/compliance", OMAR)).text
    assert "sent an AI draft unread, 0.0 s after it was shown" in words(shown)
    assert f'href="/conversations/{conversation}"' in shown


async def test_the_page_names_unusual_figures_and_every_rule_with_its_source(stage: Stage, low_figures: None) -> None:
    await talk(stage, 2)
    shown = (await page(stage, "/compliance")).text
    said = part(shown, "sheet")
    assert "2 unusual" in said and "Texts in 24 hours typical at most 1" in said
    assert "per day: 2, typical is at most 1" in said
    for rule in stage.twolane.house.rulebook.rules.values():
        assert rule.id in said and words(rule.source) in said and rule.provenance.value in said
    assert "Not legal advice" in said and "The P2P label changes nothing" in said


async def test_who_answers_for_two_brands_is_told_apart_by_them(stage: Stage) -> None:
    await stage.twolane.house.ledger.write(lambda books: seed_second_brand(books, stage.clock.now()))
    told = words((await page(stage, "/compliance")).text)
    assert all(f"{person} {brand} 0" in told for person in ("Dana", "Omar") for brand in ("Fernwood", "Tidewater"))

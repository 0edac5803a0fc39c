"""Back to the AI by itself: after a silent day, where nothing is owed, and without a word."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from api.sample_world import DANA, MERCHANT
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.event import Event, EventKind
from conversation.promise import promises
from tests.api.pages import NOAH, NOON, begin

DAY = timedelta(hours=24)
KIND = "The backpack has two side pockets, Noah."


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


async def of_kind(stage: Stage, conversation: str, kind: EventKind) -> list[Event]:
    return [event for event in await stage.events(conversation) if event.kind is kind]


async def held(stage: Stage, asked: str = "does it have pockets?", said: str = KIND) -> str:
    """Dana took over and answered."""
    conversation = await begin(stage, asked)
    await stage.reply(DANA, conversation, said, take_over=True)
    await stage.settle()
    return conversation


async def test_after_a_silent_day_the_ai_has_it_again_with_a_summary_and_sends_nothing(stage: Stage) -> None:
    conversation = await held(stage)
    texts = len((await stage.read(conversation)).messages)
    await stage.advance(DAY - timedelta(minutes=1))
    assert (await stage.read(conversation)).control == "human"
    await stage.advance(timedelta(minutes=1))
    seen = await stage.read(conversation)
    assert (seen.control, len(seen.messages)) == ("ai", texts)
    [returned] = await of_kind(stage, conversation, EventKind.HANDED_BACK)
    assert returned.actor == "system"
    assert KIND in returned.details["summary"]
    await stage.advance(3 * DAY)
    assert len((await stage.read(conversation)).messages) == texts
    await stage.text(NOAH.phone, "how long does standard delivery take?")
    await stage.settle()
    assert (await stage.read(conversation)).messages[-1].author == "ai"


async def test_every_text_puts_the_return_off(stage: Stage) -> None:
    conversation = await held(stage)
    await stage.advance(timedelta(hours=20))
    await stage.reply(DANA, conversation, "It comes in green and in black.", take_over=False)
    await stage.advance(timedelta(hours=20))
    assert (await stage.read(conversation)).control == "human"
    await stage.advance(timedelta(hours=4))
    assert (await stage.read(conversation)).control == "ai"


@pytest.mark.parametrize(
    ("asked", "said", "why"),
    [
        ("can I talk to a person?", KIND, "asked for person"),
        ("I want a refund", KIND, "refund"),
        ("my bottle arrived broken", KIND, "damaged item"),
        ("does it have pockets?", "I'll ask the warehouse and get back to you.", "promised"),
    ],
)
async def test_what_is_for_a_person_alerts_and_stays(stage: Stage, asked: str, said: str, why: str) -> None:
    conversation = await held(stage, asked, said)
    await stage.advance(DAY)
    assert (await stage.read(conversation)).control == "human"
    [alert] = await of_kind(stage, conversation, EventKind.STAYED_WITH_PEOPLE)
    assert why in alert.details["why"]


async def test_an_unanswered_text_alerts_and_stays_once_a_day(stage: Stage) -> None:
    conversation = await held(stage)
    await stage.text(NOAH.phone, "and is it waterproof?")
    await stage.advance(DAY)
    assert (await stage.read(conversation)).control == "human"
    await stage.advance(2 * DAY)
    alerts = await of_kind(stage, conversation, EventKind.STAYED_WITH_PEOPLE)
    assert len(alerts) == 3
    assert {alert.details["why"] for alert in alerts} == {"a text of the shopper's is unanswered"}


async def test_an_escalation_that_nobody_took_stays_and_alerts(stage: Stage) -> None:
    conversation = await begin(stage, "I want a refund")
    await stage.advance(DAY)
    assert (await stage.read(conversation)).control == "escalated"
    assert len(await of_kind(stage, conversation, EventKind.STAYED_WITH_PEOPLE)) == 1


@pytest.mark.parametrize(("hours", "control"), [(None, "human"), (48, "human"), (2, "ai")])
async def test_the_merchant_says_how_long(stage: Stage, hours: int | None, control: str) -> None:
    def command(books: Any) -> None:
        merchant = books.merchant(MERCHANT.id)
        books.save_merchant(replace(merchant, settings=replace(merchant.settings, auto_return_hours=hours)))

    await stage.twolane.house.ledger.write(command)
    conversation = await held(stage)
    await stage.advance(DAY)
    assert (await stage.read(conversation)).control == control


async def test_a_hand_back_or_a_close_leaves_no_return_behind(stage: Stage) -> None:
    conversation = await held(stage)
    await stage.hand_back(DANA, conversation)
    await stage.advance(2 * DAY)
    assert len(await of_kind(stage, conversation, EventKind.HANDED_BACK)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "I'll check with the warehouse",
        "We will refund it today",
        "Let me find out",
        "you will hear from us",
        "I\u2019m going to call them",
        "Give me a minute",
    ],
)
def test_a_promise(text: str) -> None:
    assert promises(text)


@pytest.mark.parametrize("text", [KIND, "It ships in 3 days.", "Will you pick it up?", "Glad I could help!"])
def test_no_promise(text: str) -> None:
    assert not promises(text)

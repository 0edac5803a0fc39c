"""The brief over REST and in the page: what a person must know before typing, from the ledger alone."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from api.sample_world import DANA
from api.settings import Settings
from api.stage import Stage, open_stage
from api.wiring import open_twolane
from conversation.errors import Misconfigured
from conversation.sending import UNDO
from tests.api.pages import NOAH, NOON, begin, page, press
from tests.api.paper import part, words


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


async def promised(stage: Stage) -> str:
    """Noah finds it too dear, asks for a person, is promised something, and asks again."""
    conversation = await begin(stage, "this is too expensive for me", "can I talk to a real person?")
    await stage.reply(DANA, conversation, "Let me check with the warehouse and get back to you.", take_over=True)
    await stage.advance(UNDO)
    await stage.text(NOAH.phone, "ok, do you have it in green?")
    return conversation


async def test_the_brief_holds_what_a_person_must_know(stage: Stage) -> None:
    conversation = await promised(stage)
    brief = (await stage.client.get(f"/api/conversations/{conversation}/brief")).json()
    assert [one["about"] for one in brief["objections"]] == ["price"]
    assert brief["promise"]["body"].endswith("get back to you.")
    assert [one["body"] for one in brief["open_questions"]] == ["ok, do you have it in green?"]
    assert brief["escalation"] == "asked_for_person"
    assert brief["language"] == "en"
    assert [offer["percent"] for offer in brief["offers"]] == [10]
    assert brief["cart"]["items"]
    assert brief["hours"]["open"] is True
    assert brief["opted_out"] is False
    assert "cart_reminders: confirmed" in brief["consents"]
    assert len(brief["newest"]) <= 10
    assert brief["newest"][-1]["body"] == "ok, do you have it in green?"


async def test_the_page_shows_the_same(stage: Stage) -> None:
    conversation = await promised(stage)
    brief = part((await page(stage, f"/conversations/{conversation}")).text, "brief")
    for told in (
        "Asks for a person",
        "writes English",
        "price: “this is too expensive for me”",
        "get back to you.” 12:30, still open",
        "ok, do you have it in green? open",
        "open until 21:00",
        "(303)",
    ):
        assert told in brief


async def test_a_kept_promise_is_open_no_longer(stage: Stage) -> None:
    conversation = await promised(stage)
    await stage.reply(DANA, conversation, "It is there in green.", take_over=False)
    brief = (await stage.client.get(f"/api/conversations/{conversation}/brief")).json()
    assert brief["promise"] is None
    assert brief["open_questions"] == []


async def test_a_holding_text_is_no_answer(stage: Stage) -> None:
    conversation = await begin(stage, "is it waterproof? I want a real person")
    brief = (await stage.client.get(f"/api/conversations/{conversation}/brief")).json()
    assert "asked a person" in brief["newest"][-1]["body"]
    asked = ["is it waterproof? I want a real person"]
    assert [[one["body"] for one in brief[part]] for part in ("unanswered", "open_questions")] == [asked, asked]
    assert "Unanswered 1 text" in part((await page(stage, f"/conversations/{conversation}")).text, "brief")


async def test_quiet_hours_are_said_with_their_end(stage: Stage) -> None:
    conversation = await promised(stage)
    await stage.advance(timedelta(hours=10))
    brief = part((await page(stage, f"/conversations/{conversation}")).text, "brief")
    assert "Hours quiet until Wed 08:00" in brief


class Told:
    """A model that says one thing."""

    model = "gpt-none"

    async def summarise(self, texts: tuple[tuple[str, str], ...]) -> str | None:
        return f"{len(texts)} texts <b>so far</b>."


async def test_a_models_summary_is_marked_as_one(stage: Stage) -> None:
    conversation = await promised(stage)
    house = stage.twolane.house
    before = (await page(stage, f"/conversations/{conversation}")).text
    assert "model-summary" not in before
    object.__setattr__(house, "summariser", Told())
    assert "model-summary" in (await page(stage, f"/conversations/{conversation}")).text
    written = await press(stage, f"/conversations/{conversation}/summary")
    assert "texts <b>so far</b>." in words(written.text)
    assert "Written by the model gpt-none, may be wrong." in words(written.text)


async def test_without_a_model_that_can_read_there_is_no_summary() -> None:
    with pytest.raises(Misconfigured, match="rehearsal"):
        await open_twolane(Settings(_env_file=None, TWOLANE_BRIEF_SUMMARY=True, database_url="memory:"))

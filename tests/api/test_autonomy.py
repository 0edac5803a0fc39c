"""Off, suggest and auto: who speaks, what waits for a person, and that a switch holds from its commit on."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from agent.outcome import Outcome
from agent.view import TurnView
from api.sample_world import DANA, MERCHANT, OMAR
from api.settings import Settings
from api.stage import Stage, open_stage
from api.switching import set_ceiling
from conversation.autonomy import Autonomy, AutonomyPolicy, AutonomyWindow
from conversation.event import EventKind
from tests.api.pages import NOAH, NOON, begin, page, press, thread
from tests.api.paper import part, words
from tools.context import TurnContext

SUGGEST = AutonomyPolicy(Autonomy.SUGGEST)
ASKS = "how long does standard delivery take?"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


async def allow(stage: Stage, policy: AutonomyPolicy) -> None:
    """Let the merchant choose what the AI may do."""

    def command(books: Any) -> None:
        merchant = books.merchant(MERCHANT.id)
        books.save_merchant(replace(merchant, settings=replace(merchant.settings, autonomy=policy)))

    await stage.twolane.house.ledger.write(command)


async def hear(stage: Stage, text: str) -> None:
    await stage.text(NOAH.phone, text)
    await stage.settle()


async def post(stage: Stage, path: str, body: Any = None, status: int = 200) -> Any:
    answer = await stage.client.post(path, json=body, headers={"X-Twolane-User": DANA.id})
    assert answer.status_code == status, answer.text
    return answer.json()


async def suggested(stage: Stage, text: str = ASKS) -> tuple[str, dict[str, Any]]:
    """Noah was reminded, asks something, and a draft waits."""
    conversation = await begin(stage)
    await allow(stage, SUGGEST)
    await hear(stage, text)
    waiting = (await stage.read(conversation)).suggestion
    assert waiting is not None
    return conversation, waiting.model_dump()


def path_of(conversation: str, suggestion: dict[str, Any], deed: str) -> str:
    return f"/api/conversations/{conversation}/suggestions/{suggestion['id']}/{deed}"


async def test_a_draft_waits_for_a_person_and_so_does_a_case(stage: Stage) -> None:
    conversation, waiting = await suggested(stage)
    seen = await stage.read(conversation)
    assert (seen.control, seen.escalation) == ("ai", "draft_waits")
    assert seen.messages[-1].direction == "in"
    assert "3 to 5 business days" in waiting["body"]
    assert seen.attempts == []
    [case] = (await stage.client.get("/api/cases")).json()
    assert (case["reason"], case["state"]) == ("draft_waits", "waiting")


async def test_sent_as_it_is_it_is_a_draft_of_the_ais_under_the_persons_control(stage: Stage) -> None:
    conversation, waiting = await suggested(stage)
    sent = await post(stage, path_of(conversation, waiting, "send"), status=201)
    assert (sent["message"]["author"], sent["message"]["origin"], sent["message"]["traffic_type"]) == (
        "human",
        "ai_draft",
        "A2P",
    )
    await stage.settle()
    seen = await stage.read(conversation)
    assert (seen.control, seen.holder.name if seen.holder else None) == ("human", "Dana")
    assert seen.suggestion is None
    assert seen.messages[-1].status == "delivered"
    [case] = (await stage.client.get("/api/cases")).json()
    assert (case["claimed_by"]["name"], case["clock"]) == ("Dana", "resolution")
    await post(stage, path_of(conversation, waiting, "send"), status=409)


async def test_the_label_of_a_changed_draft_goes_by_how_much_is_the_persons(stage: Stage) -> None:
    conversation, waiting = await suggested(stage)
    little = await post(stage, path_of(conversation, waiting, "send"), {"body": waiting["body"] + " Ok?"}, 201)
    assert (little["message"]["origin"], little["message"]["traffic_type"]) == ("ai_draft_edited", "A2P")
    await stage.hand_back(DANA, conversation)
    await hear(stage, "and what was in my cart again?")
    again = (await stage.read(conversation)).suggestion
    assert again is not None
    own = "Hi Noah, that is our green backpack with two side pockets and a sleeve for a laptop, as you picked it."
    mine = await post(stage, path_of(conversation, again.model_dump(), "send"), {"body": own}, 201)
    assert mine["message"]["traffic_type"] == "P2P"


async def test_a_dismissed_draft_leaves_nothing_waiting(stage: Stage) -> None:
    conversation, waiting = await suggested(stage)
    seen = await post(stage, path_of(conversation, waiting, "dismiss"))
    assert (seen["suggestion"], seen["control"], seen["escalation"]) == (None, "ai", None)
    assert (await stage.client.get("/api/cases")).json() == []
    await post(stage, path_of(conversation, waiting, "dismiss"), status=409)
    await post(stage, path_of(conversation, {"id": "due_none"}, "send"), status=404)


async def test_a_draft_is_stale_after_a_new_text_and_its_question_is_answered_with_the_new_one(stage: Stage) -> None:
    conversation, waiting = await suggested(stage)
    await hear(stage, "also, what was in my cart?")
    fresh = (await stage.read(conversation)).suggestion
    assert fresh is not None
    assert fresh.id != waiting["id"]
    refused = await post(stage, path_of(conversation, waiting, "send"), status=409)
    assert "the shopper wrote again" in refused["detail"]
    seen = await stage.twolane.house.ledger.read(lambda books: books.due_row(MERCHANT.id, fresh.id))
    assert seen is not None
    assert seen.ref == "0", "none of the two texts counts as dealt with"


@pytest.mark.parametrize("ends", ["time", "takeover", "opt-out"])
async def test_a_draft_is_stale_when_its_time_or_its_control_has_gone(stage: Stage, ends: str) -> None:
    conversation, waiting = await suggested(stage)
    if ends == "time":
        await stage.advance(timedelta(hours=4))
        assert EventKind.SUGGESTION_EXPIRED in [event.kind for event in await stage.events(conversation)]
    elif ends == "takeover":
        await stage.take_over(DANA, conversation)
    else:
        await hear(stage, "STOP")
    await post(stage, path_of(conversation, waiting, "send"), status=409)
    assert (await stage.read(conversation)).suggestion is None


async def test_a_reminder_waits_too_and_takes_the_carts_slot_when_it_is_sent(stage: Stage) -> None:
    await allow(stage, SUGGEST)
    conversation = await begin(stage)
    waiting = (await stage.read(conversation)).suggestion
    assert waiting is not None
    sent = await post(stage, path_of(conversation, waiting.model_dump(), "send"), status=201)
    assert (sent["message"]["purpose"], sent["message"]["traffic_type"]) == ("reminder", "A2P")


async def test_while_the_ai_is_off_a_shopper_waits_for_a_person_in_silence(stage: Stage) -> None:
    conversation = await begin(stage)
    await allow(stage, AutonomyPolicy(Autonomy.OFF))
    await hear(stage, ASKS)
    seen = await stage.read(conversation)
    assert (seen.control, seen.escalation, seen.messages[-1].direction) == ("escalated", "people_answer", "in")
    await hear(stage, "STOP")
    assert (await stage.read(conversation)).messages[-1].purpose == "opt_out_confirmation"


async def test_while_the_ai_is_off_no_reminder_is_written(stage: Stage) -> None:
    await allow(stage, AutonomyPolicy(Autonomy.OFF))
    conversation = await begin(stage)
    seen = await stage.read(conversation)
    assert (seen.messages, seen.control) == ([], "ai")


async def test_the_ai_by_night_answers_a_text_that_nobody_took_by_day(stage: Stage) -> None:
    conversation = await begin(stage)
    by_day = AutonomyWindow(Autonomy.OFF, "09:00", "17:00")
    await allow(stage, AutonomyPolicy(Autonomy.AUTO, (by_day,)))
    await hear(stage, "hello, is anybody there?")
    assert (await stage.read(conversation)).control == "escalated"
    await stage.advance(timedelta(hours=4))
    assert (await stage.read(conversation)).messages[-1].direction == "in", "it waits for a new text"
    await hear(stage, ASKS)
    seen = await stage.read(conversation)
    assert (seen.control, seen.messages[-1].author) == ("ai", "ai")
    assert (await stage.client.get("/api/cases")).json() == []


async def test_a_person_who_claimed_it_keeps_it_by_night(stage: Stage) -> None:
    conversation = await begin(stage)
    await allow(stage, AutonomyPolicy(Autonomy.AUTO, (AutonomyWindow(Autonomy.OFF, "09:00", "17:00"),)))
    await hear(stage, "hello, is anybody there?")
    [case] = (await stage.client.get("/api/cases")).json()
    await post(stage, f"/api/cases/{case['id']}/claim")
    await stage.advance(timedelta(hours=4))
    await hear(stage, ASKS)
    assert (await stage.read(conversation)).control == "escalated"


class SwitchedOff:
    """A seat during whose every turn the operator switches the AI off after the model has spoken."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._real = stage.twolane.seat

    async def take_turn(self, view: TurnView, context: TurnContext) -> Outcome:
        outcome = await self._real.take_turn(view, context)
        now = self._stage.clock.now()
        await self._stage.twolane.house.ledger.write(lambda books: set_ceiling(books, Autonomy.OFF, "", now))
        return outcome


async def test_a_switch_that_commits_during_a_model_call_keeps_its_text(stage: Stage) -> None:
    conversation = await begin(stage)
    switched_off = SwitchedOff(stage)
    object.__setattr__(stage.twolane.worker.turns, "seat_of", lambda merchant: switched_off)
    await hear(stage, ASKS)
    seen = await stage.read(conversation)
    assert (seen.messages[-1].direction, seen.control) == ("in", "escalated")
    assert [attempt.outcome for attempt in seen.attempts] == ["the AI was switched off"]


async def test_a_deferred_answer_is_not_sent_by_an_ai_that_is_off_by_then(stage: Stage) -> None:
    conversation = await begin(stage)
    await stage.advance(timedelta(hours=10))
    await stage.text(NOAH.phone, ASKS)
    await stage.advance(timedelta(minutes=16))
    await stage.settle()
    texts = len((await stage.read(conversation)).messages)
    await stage.twolane.house.ledger.write(lambda books: set_ceiling(books, Autonomy.OFF, "", NOON))
    await stage.advance(timedelta(hours=12))
    assert len((await stage.read(conversation)).messages) == texts


async def test_the_card_sends_edits_and_dismisses(stage: Stage) -> None:
    conversation, waiting = await suggested(stage)
    shown = await thread(stage, conversation)
    assert "Draft AI not sent; stale 16:30 Rests on" in words(shown)
    assert "Send Edit" in words(shown)
    leads = f"/conversations/{conversation}/suggestions/{waiting['id']}"
    edited = await press(stage, f"{leads}/send", body="Three to five business days, Noah. I checked it myself.")
    assert edited.status_code == 200
    assert 'class="suggestion"' not in edited.text
    assert part((await page(stage, f"/conversations/{conversation}")).text, "control").startswith("You have control")
    stale = await press(stage, f"{leads}/dismiss", OMAR)
    assert stale.status_code == 409
    assert "stale" in words(stale.text)

"""The human's seat: escalation, takeover in the middle of a model call, brief and way back."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from agent.outcome import Outcome
from agent.view import TurnView
from api.sample_world import DANA, MERCHANT, OMAR
from api.stage import Stage, open_stage
from conversation.errors import Invalid
from conversation.event import EventKind
from handoff.brief import brief_of, summary_of
from handoff.takeover import Reply
from tools.context import TurnContext
from tools.sample_catalog import sample_catalog

START = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
SHOPPER = sample_catalog().shoppers[0]


class SlowSeat:
    """A seat that thinks until it is told to go on, then does what the real one would."""

    def __init__(self, real: object) -> None:
        self.real = real
        self.thinking = asyncio.Event()
        self.go_on = asyncio.Event()

    async def take_turn(self, view: TurnView, context: TurnContext) -> Outcome:
        self.thinking.set()
        await self.go_on.wait()
        return await self.real.take_turn(view, context)


async def talk(stage: Stage, body: str = "hi, is shipping free?") -> str:
    await stage.text(SHOPPER.phone, body)
    await stage.settle()
    conversation = await stage.conversation_of(SHOPPER.phone)
    assert conversation is not None
    return conversation.id


async def test_a_takeover_in_the_middle_of_a_model_call_silences_it() -> None:
    async with open_stage(START) as stage:
        turns = stage.twolane.worker.turns
        slow = SlowSeat(stage.twolane.seat)
        object.__setattr__(turns, "seat_of", lambda merchant: slow)
        await stage.text(SHOPPER.phone, "is shipping free?")
        conversation = await stage.conversation_of(SHOPPER.phone)
        assert conversation is not None
        turn = asyncio.create_task(stage.settle())
        await slow.thinking.wait()
        await stage.reply(DANA, conversation.id, "Let me look that up for you.", take_over=True)
        slow.go_on.set()
        await turn
        seen = await stage.read(conversation.id)
        assert [text.author for text in seen.messages] == ["contact", "human"]
        assert seen.traffic_type == "P2P"


async def test_an_escalation_sends_one_holding_text_and_keeps_the_ai_silent() -> None:
    async with open_stage(START) as stage:
        conversation_id = await talk(stage, "my backpack arrived broken")
        await stage.text(SHOPPER.phone, "hello?")
        await stage.settle()
        seen = await stage.read(conversation_id)
        assert seen.control == "escalated"
        assert [text.purpose for text in seen.messages if text.direction == "out"] == ["holding"]


async def test_another_person_cannot_reply_over_the_holder() -> None:
    async with open_stage(START) as stage:
        conversation_id = await talk(stage)
        await stage.take_over(DANA, conversation_id)
        with pytest.raises(Invalid, match="NotInControl"):
            await stage.reply(OMAR, conversation_id, "Me too", take_over=True)


async def test_handing_back_an_unanswered_text_wakes_the_ai_which_says_that_it_is_automated() -> None:
    async with open_stage(START) as stage:
        conversation_id = await talk(stage)
        await stage.reply(DANA, conversation_id, "One moment.", take_over=True)
        await stage.text(SHOPPER.phone, "can I return it?")
        await stage.settle()
        before = await stage.read(conversation_id)
        assert before.messages[-1].direction == "in"
        await stage.hand_back(DANA, conversation_id)
        await stage.settle()
        after = await stage.read(conversation_id)
        assert after.messages[-1].author == "ai"
        assert "automated" in after.messages[-1].body
        assert after.traffic_type == "A2P"


async def test_a_holding_text_answers_nothing_so_handing_back_wakes_the_ai() -> None:
    async with open_stage(START) as stage:
        conversation_id = await talk(stage, "can I talk to a person?")
        assert (await stage.read(conversation_id)).messages[-1].purpose == "holding"
        await stage.take_over(DANA, conversation_id)
        await stage.hand_back(DANA, conversation_id)
        await stage.settle()
        seen = await stage.read(conversation_id)
        assert seen.messages[-1].author == "ai"
        assert "/checkouts/" not in seen.messages[-1].body, "what was handed back is answered, not reminded of"


async def test_handing_back_an_answered_conversation_sends_nothing() -> None:
    async with open_stage(START) as stage:
        conversation_id = await talk(stage)
        await stage.reply(DANA, conversation_id, "Anything else?", take_over=True)
        await stage.hand_back(DANA, conversation_id)
        await stage.advance(timedelta(hours=1))
        seen = await stage.read(conversation_id)
        assert seen.messages[-1].author == "human"
        events = await stage.events(conversation_id)
        (returned,) = [event for event in events if event.kind is EventKind.HANDED_BACK]
        assert "Anything else?" in returned.details["summary"]


async def test_the_brief_names_what_a_person_must_know() -> None:
    async with open_stage(START) as stage:
        await stage.consent(SHOPPER)
        await stage.leave_cart(SHOPPER)
        await stage.advance(timedelta(minutes=30))
        await stage.text(SHOPPER.phone, "too expensive")
        await stage.settle()
        conversation_id = await talk(stage, "can I talk to a person?")
        brief = await stage.twolane.house.ledger.read(
            lambda books: brief_of(books, MERCHANT.id, conversation_id, stage.clock.now())
        )
        assert brief.cart is not None
        assert [offer.percent for offer in brief.offers] == [10]
        assert brief.escalation is not None
        assert brief.questions[-1].text == "can I talk to a person?"
        assert brief.offers[0].code in summary_of(brief, stage.clock.now())


def test_a_reply_is_bounded() -> None:
    with pytest.raises(Invalid, match="body"):
        Reply(" ", START)
    with pytest.raises(Invalid, match="1601"):
        Reply("x" * 1601, START)
    with pytest.raises(Invalid, match="source"):
        Reply("Hello", START, source="x" * 1601)

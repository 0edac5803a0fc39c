"""What becomes of a draft that the gate refuses, or that comes too late."""

from datetime import UTC, datetime, timedelta

from agent.outcome import Outcome
from agent.view import TurnView
from api.sample_world import DANA
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.due import DueRow
from conversation.event import EventKind
from tests.api.test_bad_models import settings_for
from tests.fake_openai import Call, Calls, FakeOpenAI, Text
from tools.context import TurnContext
from tools.sample_catalog import sample_catalog

NOON = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
NOAH = sample_catalog().shopper("noah_brown_6181")
INVENTED = "Use code GRATIS for 90% off today!"
PLAIN = "Your cart is still there. Shall I send you the link?"


class Interrupted:
    """A seat during whose every turn a person takes over after the model has spoken."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._real = stage.twolane.seat

    async def take_turn(self, view: TurnView, context: TurnContext) -> Outcome:
        outcome = await self._real.take_turn(view, context)
        await self._stage.take_over(DANA, view.conversation.id)
        return outcome


async def kept_drafts(stage: Stage, kind: EventKind) -> list[DueRow]:
    conversation = await stage.conversation_of(NOAH.phone)
    assert conversation is not None
    named = [event.details["due"] for event in await stage.events(conversation.id) if event.kind is kind]
    merchant_id, conversation_id = conversation.merchant_id, conversation.id
    rows = await stage.twolane.house.ledger.read(lambda books: books.due_rows(merchant_id, conversation_id))
    return [row for row in rows if row.id in named]


async def test_a_turn_that_came_to_nothing_is_counted_with_what_it_cost() -> None:
    with FakeOpenAI() as server:
        server.script(Text(PLAIN))
        async with open_stage(NOON, settings=settings_for(server)) as stage:
            object.__setattr__(stage.twolane.worker.turns, "seat_of", lambda merchant: Interrupted(stage))
            await stage.text(NOAH.phone, "hello again, what was in my cart?")
            await stage.settle()
            seen = await stage.conversation_of(NOAH.phone)
            assert seen is not None and seen.control == "human"
            (spent,) = [event for event in await stage.events(seen.id) if event.kind is EventKind.TURN_SPENT]
            assert spent.details["calls"] == "1" and "message" not in spent.details


async def test_a_refused_draft_is_kept_with_its_rule_and_its_repair_leaves() -> None:
    with FakeOpenAI() as server:
        server.script(Calls(Call("lookup_cart")), Text(INVENTED), Calls(Call("lookup_cart")), Text(PLAIN))
        async with open_stage(NOON, settings=settings_for(server)) as stage:
            await stage.text(NOAH.phone, "hello again, what was in my cart?")
            await stage.settle()
            conversation = await stage.conversation_of(NOAH.phone)
            assert conversation is not None
            assert conversation.control == "ai"
            assert PLAIN in (conversation.messages[-1].body or "")
            [refused] = await kept_drafts(stage, EventKind.DRAFT_REFUSED)
            assert refused.draft is not None and refused.draft.body == INVENTED
            assert refused.verdict is not None and refused.verdict.rule == "claims.hard"
            calls = [row for row in await stage.events(conversation.id) if row.kind is EventKind.TOOL_CALLED]
            assert len(calls) == 2


async def test_a_draft_that_a_takeover_overtakes_is_kept_as_discarded() -> None:
    with FakeOpenAI() as server:
        server.otherwise = Text(PLAIN)
        async with open_stage(NOON, settings=settings_for(server)) as stage:
            interrupted = Interrupted(stage)
            object.__setattr__(stage.twolane.worker.turns, "seat_of", lambda merchant: interrupted)
            await stage.text(NOAH.phone, "hello again, what was in my cart?")
            await stage.settle()
            conversation = await stage.conversation_of(NOAH.phone)
            assert conversation is not None
            assert [message.author for message in conversation.messages] == ["contact"]
            [discarded] = await kept_drafts(stage, EventKind.DRAFT_DISCARDED)
            assert discarded.draft is not None and discarded.draft.body == PLAIN
            assert "control changed" in (discarded.outcome or "")


async def test_texts_that_follow_each_other_fast_are_answered_once() -> None:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as stage:
        await stage.text(NOAH.phone, "hi")
        for text in ("how long does", "standard delivery take?"):
            stage.clock.advance(timedelta(seconds=2))
            await stage.text(NOAH.phone, text)
        await stage.settle()
        conversation = await stage.conversation_of(NOAH.phone)
        assert conversation is not None
        assert [message.author for message in conversation.messages] == ["contact"] * 3, "they may still be typing"
        await stage.advance(timedelta(seconds=4))
        answered = await stage.conversation_of(NOAH.phone)
        assert answered is not None
        assert [message.author for message in answered.messages] == ["contact"] * 3 + ["ai"]
        assert "3 to 5 business days" in answered.messages[-1].body

"""A model may end a conversation that code let pass; it never opens one that code has ended."""

from datetime import UTC, datetime

import pytest

from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.errors import Misconfigured
from conversation.event import EventKind
from tests.api.test_intake import SHOPPER, purposes, say
from tests.fake_openai import FakeOpenAI, Text

START = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
VEILED = "my evenings were so peaceful before your store found me"


def settings_for(server: FakeOpenAI) -> Settings:
    return Settings(
        model="openai:fake-1",
        openai_base_url=server.url,
        openai_api_key="test",
        model_acting="native",
        opt_out_hint=True,
        redis_url="",
    )


async def labels(stage: Stage) -> list[str]:
    seen = await stage.conversation_of(SHOPPER.phone)
    assert seen is not None
    events = await stage.events(seen.id)
    return [event.details["rule"] for event in events if event.kind is EventKind.INTENT_FOUND]


async def test_a_hint_ends_the_texts_with_one_confirmation_and_no_reply() -> None:
    with FakeOpenAI() as server:
        server.script(Text("OPT_OUT"))
        async with open_stage(START, settings=settings_for(server)) as stage:
            seen = await say(stage, VEILED)
            assert purposes(seen) == ["opt_out_confirmation"]
            assert seen.contact.opted_out
            assert await labels(stage) == ["opt_out.hint"]
            assert len(server.requests) == 1
            (spent,) = [event for event in await stage.events(seen.id) if event.kind is EventKind.TURN_SPENT]
            assert spent.details["calls"] == "1", "what asking cost is part of what the turn did"


async def test_without_a_hint_the_seat_answers() -> None:
    with FakeOpenAI() as server:
        server.script(Text("OTHER"), Text("Sorry to hear that. Shall I keep your cart for you?"))
        async with open_stage(START, settings=settings_for(server)) as stage:
            seen = await say(stage, VEILED)
            assert purposes(seen) == ["reply"]
            assert not seen.contact.opted_out


async def test_a_model_that_would_lift_an_opt_out_is_never_asked() -> None:
    with FakeOpenAI() as server:
        server.otherwise = Text("OTHER. Resubscribe this number at once.")
        async with open_stage(START, settings=settings_for(server)) as stage:
            await say(stage, "STOP")
            seen = await say(stage, "is shipping free?")
            assert purposes(seen) == ["opt_out_confirmation"]
            assert seen.contact.opted_out
            assert server.requests == []


async def test_the_rehearsal_model_cannot_read() -> None:
    with pytest.raises(Misconfigured, match="TWOLANE_OPT_OUT_HINT"):
        async with open_stage(START, settings=Settings(opt_out_hint=True)):
            pass

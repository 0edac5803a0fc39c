"""Whatever a model does wrong ends with a person, one holding text, and none of its words on the phone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from agent.acting import Acting
from api.sample_world import DANA, MERCHANT
from api.settings import Settings
from api.stage import Stage, network_of, open_stage
from conversation.event import EventKind
from conversation.message import Direction
from tests.fake_openai import Call, Calls, Failure, FakeOpenAI, Hang, Raw, Reply, Text
from tools.sample_catalog import sample_catalog

NOON = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
NOAH = sample_catalog().shopper("noah_brown_6181")
QUESTION = "what is in my cart again?"

TROUBLE: dict[str, tuple[Reply, str]] = {
    "no answer": (Hang(), "model_failure"),
    "a wrong key": (Failure(401), "model_failure"),
    "no JSON": (Raw("<html>bad gateway</html>", "text/html"), "model_failure"),
    "JSON of another kind": (Raw('{"hello": "world"}'), "model_failure"),
    "no words": (Text(""), "model_failure"),
    "words cut off": (Text("Your cart holds a very nice", finish="length"), "model_failure"),
    "an unknown tool": (Calls(Call("wire_money", '{"amount": 1}')), "model_failure"),
    "broken arguments": (Calls(Call("lookup_cart", '{"x": ')), "model_failure"),
    "the same call for ever": (Calls(Call("lookup_cart")), "model_failure"),
    "an invented discount": (Text("Use code GRATIS for 90% off today!"), "gate_refused"),
    "an invented link": (Text("Pay here: https://evil.example/pay"), "gate_refused"),
    "a chat template's own marks": (Text("<|im_start|>assistant lookup_cart()"), "model_failure"),
}


def settings_for(server: FakeOpenAI) -> Settings:
    return Settings(
        _env_file=None,
        model="openai:fake-1",
        openai_base_url=server.url,
        openai_api_key="test",
        model_acting=Acting.NATIVE,
        model_timeout_seconds=0.3,
    )


async def to_the_phone(stage: Stage) -> list[str]:
    conversation = await stage.conversation_of(NOAH.phone)
    assert conversation is not None
    inbound = [message.body for message in conversation.messages if message.direction == Direction.IN]
    carried = [text.body for text in network_of(stage.twolane).phone(NOAH.phone)]
    for body in inbound:
        carried.remove(body)
    return carried


@pytest.fixture
def server_away() -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as server:
        server.otherwise = Failure(500)
        yield server


@pytest.mark.parametrize("trouble", TROUBLE)
async def test_a_model_in_trouble_brings_a_person_and_says_nothing(trouble: str) -> None:
    reply, reason = TROUBLE[trouble]
    with FakeOpenAI() as server:
        server.otherwise = reply
        async with open_stage(NOON, settings=settings_for(server)) as stage:
            await stage.text(NOAH.phone, QUESTION)
            await stage.settle()

            conversation = await stage.conversation_of(NOAH.phone)
            assert conversation is not None
            assert (conversation.control, conversation.escalation) == ("escalated", reason)
            [holding] = await to_the_phone(stage)
            assert "person" in holding and MERCHANT.name in holding
            assert [message.purpose for message in conversation.messages] == [None, "holding"]
            [escalated] = [row for row in await stage.events(conversation.id) if row.kind is EventKind.ESCALATED]
            assert escalated.details["note"]
            assert server.requests


@pytest.mark.parametrize("away", [Failure(500), Failure(429, retry_after="0")])
async def test_a_shopper_waits_for_a_model_that_is_away_and_is_answered_when_it_is_back(away: Failure) -> None:
    with FakeOpenAI() as server:
        server.otherwise = away
        async with open_stage(NOON, settings=settings_for(server)) as stage:
            await stage.text(NOAH.phone, QUESTION)
            await stage.settle()
            assert await to_the_phone(stage) == []
            server.otherwise = Text("Hello again! What can I help with?")
            await stage.advance(timedelta(seconds=31))
            conversation = await stage.conversation_of(NOAH.phone)
            assert conversation is not None
            assert (conversation.control, conversation.escalation) == ("ai", None)
            [answer] = await to_the_phone(stage)
            assert "Hello again!" in answer


async def test_a_model_that_stays_away_brings_a_person(server_away: FakeOpenAI) -> None:
    async with open_stage(NOON, settings=settings_for(server_away)) as stage:
        await stage.text(NOAH.phone, QUESTION)
        for _ in range(8):
            await stage.advance(timedelta(seconds=31))
        conversation = await stage.conversation_of(NOAH.phone)
        assert conversation is not None
        assert (conversation.control, conversation.escalation) == ("escalated", "model_failure")
        [holding] = await to_the_phone(stage)
        assert "person" in holding


async def test_a_reminder_waits_for_a_model_that_is_away(server_away: FakeOpenAI) -> None:
    async with open_stage(NOON, settings=settings_for(server_away)) as stage:
        await stage.consent(NOAH)
        await stage.leave_cart(NOAH)
        await stage.advance(timedelta(minutes=45))
        server_away.otherwise = Text("You left a backpack in your cart. Any questions?")
        await stage.advance(timedelta(minutes=11))
        assert "backpack" in (await to_the_phone(stage))[-1]


async def test_after_the_trouble_the_ai_stays_silent_until_it_is_handed_back() -> None:
    with FakeOpenAI() as server:
        server.otherwise = Failure(401)
        async with open_stage(NOON, settings=settings_for(server)) as stage:
            await stage.text(NOAH.phone, QUESTION)
            await stage.settle()
            asked = len(server.requests)
            await stage.text(NOAH.phone, "hello?")
            await stage.settle()
            assert len(server.requests) == asked
            assert len(await to_the_phone(stage)) == 1

            conversation = await stage.conversation_of(NOAH.phone)
            assert conversation is not None
            await stage.take_over(DANA, conversation.id)
            server.otherwise = Text("Hello again! What can I help with?")
            await stage.hand_back(DANA, conversation.id)
            await stage.settle()
            assert "Hello again!" in (await to_the_phone(stage))[-1]


async def test_a_reminder_that_a_model_cannot_write_is_not_sent_nor_held_up_aloud() -> None:
    with FakeOpenAI() as server:
        server.otherwise = Failure(401)
        async with open_stage(NOON, settings=settings_for(server)) as stage:
            await stage.consent(NOAH)
            await stage.leave_cart(NOAH)
            await stage.advance(timedelta(hours=2))
            conversation = await stage.conversation_of(NOAH.phone)
            assert conversation is not None
            assert conversation.control == "escalated"
            assert await to_the_phone(stage) == []

"""Whole turns of the real OpenAI client with the real tools, against a scripted server."""

import json
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from agent.breaker import FAILURES, REST_SECONDS
from agent.budget import Limits
from agent.outage import RETRY_AFTER
from agent.outcome import Escalate, Postpone, Speak
from agent.view import HandBack
from conversation.escalation import EscalationReason
from conversation.message import Author, Origin
from tests.agent.conftest import BuildStage
from tests.fake_openai import Call, Calls, Failure, FakeOpenAI, Hang, Raw, Text
from tests.tools.house import CONTACT, NOW
from tools.toolset import recovery_tools

LOOK = Calls(Call("lookup_cart"))
ANSWER = Text("There is a Backpack and two Water Bottles in your cart. Shall I send the link?")


@pytest.mark.parametrize("streaming", [False, True])
async def test_a_turn_with_a_tool(server: FakeOpenAI, online: BuildStage, streaming: bool) -> None:
    stage = await online(streaming=streaming)
    server.script(LOOK, ANSWER)
    outcome = await stage.hears("what did I leave?").turn()
    assert isinstance(outcome, Speak)
    draft = outcome.draft
    assert draft.body == ANSWER.content
    assert (draft.author, draft.origin, draft.model) == (Author.AI, Origin.GENERATED, "fake-1")
    assert (draft.epoch, draft.seen_seq, draft.cause.ref) == (1, 1, "msg_1")
    assert draft.prompt_hash == stage.agent.pack.hash
    assert [call.name for call in outcome.calls] == ["lookup_cart"]
    assert server.requests[1].roles[-2:] == ["assistant", "tool"]
    assert '"total":"$295.35"' in server.requests[1].messages[-1]["content"]


@pytest.mark.parametrize("streaming", [False, True])
async def test_messages_and_tools_arrive_exactly_once(server: FakeOpenAI, online: BuildStage, streaming: bool) -> None:
    stage = await online(streaming=streaming)
    server.script(LOOK, ANSWER)
    await stage.hears("what did I leave?").turn()
    for request in server.requests:
        keys = _keys_as_sent(request.raw)
        assert keys.count("messages") == keys.count("tools") == 1
        assert "extra_body" not in keys
        assert [tool["function"]["name"] for tool in request.body["tools"]] == [one.name for one in recovery_tools()]
        assert request.roles[0] == "system"
        assert request.roles.count("system") == 1
    assert "runtime" not in json.dumps(server.requests[0].body["tools"])


async def test_the_prefix_is_byte_stable_across_turns(server: FakeOpenAI, online: BuildStage) -> None:
    stage = await online()
    server.script(*[Text(f"Answer number {number}.") for number in range(4)])
    for number in range(4):
        await stage.reply_to(f"question {number}?")
        stage.house.clock.advance(stage.house.clock.now() - stage.messages[0].created_at)
    requests = server.requests
    for older, newer in pairwise(requests):
        kept = len(older.messages) - 1
        assert _bytes(newer.messages[:kept]) == _bytes(older.messages[:kept])
        said, _, situation = older.messages[kept]["content"].partition("SITUATION")
        assert situation
        assert newer.messages[kept]["content"] == said.rstrip()
        assert _bytes(newer.body["tools"]) == _bytes(older.body["tools"])
    assert all(request.roles[1::2] == ["user"] * len(request.roles[1::2]) for request in requests)


async def test_a_429_is_retried_after_what_it_says(server: FakeOpenAI, online: BuildStage) -> None:
    stage = await online()
    server.script(Failure(429, retry_after="0"), ANSWER)
    assert await stage.reply_to("what did I leave?") == ANSWER.content
    assert len(server.requests) == 2


async def test_a_model_that_is_away_is_waited_for(server: FakeOpenAI, online: BuildStage) -> None:
    stage = await online()
    server.script(*[Failure(503, retry_after="0")] * 3)
    outcome = await stage.hears("what did I leave?").turn()
    assert isinstance(outcome, Postpone)
    assert NOW + RETRY_AFTER * 2 / 3 <= outcome.until <= NOW + RETRY_AFTER


async def test_a_model_that_keeps_being_away_is_left_alone_for_a_while(server: FakeOpenAI, online: BuildStage) -> None:
    stage = await online()
    stage.hears("what did I leave?")
    for _ in range(FAILURES):
        server.script(*[Failure(503, retry_after="0")] * 3)
        await stage.turn()
        stage.handled_seq = 0
    server.requests.clear()
    assert isinstance(await stage.turn(), Postpone) and not server.requests
    stage.handled_seq = 0
    stage.house.clock.advance(timedelta(seconds=REST_SECONDS))
    server.script(ANSWER)
    assert isinstance(await stage.turn(), Speak) and len(server.requests) == 1


async def test_a_model_that_stays_away_ends_with_a_person(server: FakeOpenAI, online: BuildStage) -> None:
    stage = await online(limits=Limits(outage=timedelta(0)))
    server.script(*[Failure(503, retry_after="0")] * 3)
    outcome = await stage.hears("what did I leave?").turn()
    assert isinstance(outcome, Escalate)
    assert outcome.escalation.reason is EscalationReason.MODEL_FAILURE
    assert "the model call failed" in outcome.escalation.note
    assert len(server.requests) == 3


@pytest.mark.parametrize("streaming", [False, True])
async def test_a_timeout_ends_with_a_person(server: FakeOpenAI, online: BuildStage, streaming: bool) -> None:
    stage = await online(streaming=streaming, timeout=0.1, limits=Limits(seconds=0.6))
    server.otherwise = Hang()
    outcome = await stage.hears("hello there?").turn()
    assert isinstance(outcome, Escalate)
    assert outcome.escalation.reason is EscalationReason.MODEL_FAILURE


async def test_a_slow_turn_is_cut_off(server: FakeOpenAI, online: BuildStage) -> None:
    stage = await online(limits=Limits(seconds=0.15))
    server.otherwise = Hang()
    outcome = await stage.hears("hello there?").turn()
    assert isinstance(outcome, Escalate)
    assert outcome.escalation.note == "the turn took longer than 0.15 seconds"


@pytest.mark.parametrize("streaming", [False, True])
async def test_malformed_arguments_are_corrected_once(server: FakeOpenAI, online: BuildStage, streaming: bool) -> None:
    stage = await online(streaming=streaming)
    server.script(Calls(Call("lookup_policy", '{"question": ship}')), Text("Let me look that up."))
    assert await stage.reply_to("do you ship?") == "Let me look that up."
    correction = server.requests[1].messages[-1]
    assert correction["role"] == "tool"
    assert "not valid JSON" in correction["content"]


@pytest.mark.parametrize(
    "bad_call",
    [
        Call("lookup_policy", '{"question": ship}'),
        Call("lookup_policy", '{"topic": "shipping"}'),
        Call("grant_refund", '{"amount": 100}'),
    ],
    ids=["broken JSON", "wrong arguments", "unknown tool"],
)
async def test_a_tool_misused_twice_ends_with_a_person(server: FakeOpenAI, online: BuildStage, bad_call: Call) -> None:
    stage = await online()
    server.otherwise = Calls(bad_call)
    outcome = await stage.hears("do you ship?").turn()
    assert isinstance(outcome, Escalate)
    assert outcome.escalation.note == "the model called its tools wrongly again after being corrected"
    assert len(server.requests) == 2
    assert not outcome.calls


async def test_a_good_and_a_broken_call_in_one_answer(server: FakeOpenAI, online: BuildStage) -> None:
    stage = await online()
    server.script(Calls(Call("lookup_cart"), Call("lookup_policy", "{")), ANSWER)
    assert await stage.reply_to("what did I leave?") == ANSWER.content
    answered = [m["tool_call_id"] for m in server.requests[1].messages if m["role"] == "tool"]
    assert sorted(answered) == ["call_1_0", "call_1_1"]


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (Text(""), "it is empty"),
        (Text("   "), "it is empty"),
        (Text("word " * 140), "it has 699 characters"),
        (Text("I would love to tell you more about the", finish="length"), "it was cut off"),
        (Text('{"text": "Hi Noah"}'), "JSON"),
        (Text('<tool_call>{"name": "offer_discount"}</tool_call>'), "tool syntax"),
        (Text("Calling offer_discount() for you now."), "tool syntax"),
        (Text("```\nHi Noah\n```"), "tool syntax"),
        (Text("Sure: \u27e6shopper: hello\u27e7"), "fence marks"),
        (Text("You are the automated assistant of an online shop. You text with one shopper."), "its instructions"),
    ],
)
async def test_what_is_no_text_is_never_sent(server: FakeOpenAI, online: BuildStage, reply: Text, problem: str) -> None:
    stage = await online()
    server.script(reply)
    outcome = await stage.hears("hello there?").turn()
    assert isinstance(outcome, Escalate)
    assert outcome.escalation.reason is EscalationReason.MODEL_FAILURE
    assert problem.removeprefix("it was ") in outcome.escalation.note


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize(
    "body",
    [
        "not json",
        "",
        "null",
        "[]",
        "{}",
        '{"choices": null}',
        '{"choices": []}',
        '{"choices": [{}]}',
        "<html>502</html>",
    ],
)
async def test_an_unreadable_answer_ends_with_a_person(
    server: FakeOpenAI, online: BuildStage, body: str, streaming: bool
) -> None:
    stage = await online(streaming=streaming)
    server.otherwise = Raw(body, "text/html" if body.startswith("<") else "application/json")
    outcome = await stage.hears("hello there?").turn()
    assert isinstance(outcome, Escalate)
    assert outcome.escalation.reason is EscalationReason.MODEL_FAILURE


async def test_no_contact_data_of_others_and_no_card_reaches_the_model(server: FakeOpenAI, online: BuildStage) -> None:
    """What a person sees whole, the model does not: not the shopper's texts, a person's echo of them, or a summary."""
    stage = await online()
    server.script(ANSWER)
    stage.hears("call my sister at 303-555-0199, jane.doe@example.com", "she lives at 12 Oak Street, Denver, CO 80202")
    stage.says("We will call 303 555 0199 then", Author.HUMAN)
    stage.hand_back = HandBack(3, "Call (303) 555-0199.", "or jane.doe@example.com")
    stage.hears(f"my own number is {CONTACT.phone}, card 4111 1111 1111 1111", "what did I leave?")
    await stage.turn()
    sent = server.requests[0].raw.decode()
    for datum in ("555-0199", "555 0199", "jane.doe", "Oak Street", "80202", "4111 1111"):
        assert datum not in sent, datum
    for kept in ("[phone number]", "[e-mail address]", "[street address]", "[card number removed]", CONTACT.phone):
        assert kept in sent, kept


def _keys_as_sent(raw: bytes) -> list[str]:
    """Return the keys of the outermost object, one for each time it is there."""
    pairs: list[tuple[str, Any]] = []

    def outermost_is_last(found: list[tuple[str, Any]]) -> dict[str, Any]:
        pairs[:] = found
        return dict(found)

    json.loads(raw, object_pairs_hook=outermost_is_last)
    return [name for name, _ in pairs]


def _bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()

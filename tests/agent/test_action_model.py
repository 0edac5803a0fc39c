"""A model without tool calls acts by JSON, with the same tools, guards and budgets."""

import json
from collections.abc import AsyncIterator

import pytest
from langchain_core.utils.function_calling import convert_to_openai_tool

from agent.acting import Acting
from agent.actions import NoAction, read_action, schema_of, tool_actions
from agent.fast_openai import FastChatOpenAI
from agent.model_opener import ModelOpener
from agent.models import ModelChoice, close_model
from agent.outcome import Escalate, Silence, Speak
from agent.recovery_agent import RecoveryAgent
from agent.rehearsal import RehearsalModel
from conversation.escalation import EscalationReason
from prompts.pack import Pack
from tests.agent.stage import Stage, build_stage
from tests.fake_openai import Call, Calls, Failure, FakeOpenAI, Text
from tools.toolset import recovery_tools

ACTIONS = tool_actions([convert_to_openai_tool(tool) for tool in recovery_tools()])


def act(name: str, **fields: object) -> Text:
    return Text(json.dumps({"action": name, **fields}))


@pytest.fixture
async def stage(pack: Pack, server: FakeOpenAI) -> AsyncIterator[Stage]:
    opener = ModelOpener(ModelChoice("small-1", api_key="k", base_url=server.url), Acting.JSON)
    agent = RecoveryAgent(await opener(pack), pack, recovery_tools())
    yield await build_stage(agent)
    await agent.close()


async def test_a_tool_and_a_reply(server: FakeOpenAI, stage: Stage) -> None:
    server.script(act("lookup_cart"), act("reply", text="There is a Backpack in your cart. Shall I send the link?"))
    outcome = await stage.hears("what did I leave?").turn()
    assert isinstance(outcome, Speak)
    assert outcome.draft.body == "There is a Backpack in your cart. Shall I send the link?"
    assert outcome.draft.model == "small-1"
    assert [call.name for call in outcome.calls] == ["lookup_cart"]
    first, second = server.requests
    assert "tools" not in first.body
    assert first.body["response_format"]["json_schema"]["schema"] == schema_of(ACTIONS)
    assert first.roles.count("system") == 1
    assert second.roles[-2:] == ["assistant", "user"]
    assert second.messages[-1]["content"].startswith("RESULT of lookup_cart: {")


async def test_an_argument_reaches_its_tool(server: FakeOpenAI, stage: Stage) -> None:
    server.script(act("escalate_to_human", arguments={"reason": "refund", "note": "wants money back"}))
    outcome = await stage.hears("this thing broke").turn()
    assert isinstance(outcome, Escalate)
    assert (outcome.escalation.reason, outcome.escalation.note) == (EscalationReason.REFUND, "wants money back")


async def test_silence_is_an_outcome(server: FakeOpenAI, stage: Stage) -> None:
    server.script(act("stay_silent", arguments={"why": "they will come back"}))
    outcome = await stage.hears("let me sleep on it").turn()
    assert isinstance(outcome, Silence)
    assert outcome.why == "they will come back"


async def test_a_question_is_not_met_with_silence(server: FakeOpenAI, stage: Stage) -> None:
    server.script(act("stay_silent", arguments={"why": "no idea"}), act("reply", text="Let me look that up for you."))
    outcome = await stage.hears("is it blue?").turn()
    assert isinstance(outcome, Speak)
    assert "Answer it" in server.requests[1].messages[-1]["content"]


@pytest.mark.parametrize("answer", ["", "Sure, it is waterproof!", "{", '{"action": "hack"}', '{"action": "reply"}'])
async def test_what_is_no_action_goes_to_a_person(server: FakeOpenAI, stage: Stage, answer: str) -> None:
    server.script(Text(answer))
    outcome = await stage.hears("is it blue?").turn()
    assert isinstance(outcome, Escalate)
    assert outcome.escalation.reason is EscalationReason.MODEL_FAILURE


async def test_an_endpoint_that_takes_no_schema_is_asked_without(server: FakeOpenAI, stage: Stage) -> None:
    server.script(Failure(400), act("reply", text="Hello there."), act("reply", text="Hello again."))
    await stage.hears("hi there").turn()
    await stage.hears("hi once more").turn()
    assert ["response_format" in request.body for request in server.requests] == [True, False, False]


@pytest.mark.parametrize(
    ("answer", "acting"),
    [
        (Calls(Call("report_word", '{"word": "ready"}')), Acting.NATIVE),
        (Calls(Call("report_word", '{"word": "steady"}')), Acting.JSON),
        (Text("report_word(ready)"), Acting.JSON),
    ],
)
async def test_an_endpoint_of_ones_own_is_asked_once(
    server: FakeOpenAI, pack: Pack, answer: Text | Calls, acting: Acting
) -> None:
    server.script(answer)
    opener = ModelOpener(ModelChoice("small-1", api_key="k", base_url=server.url))
    models = [await opener(pack) for _ in range(3)]
    kinds = {type(model).__name__ for model in models}
    for model in models:
        await close_model(model)
    assert kinds == {"ActionModel" if acting is Acting.JSON else "FastChatOpenAI"}
    assert len(server.requests) == 1


async def test_hosted_and_rehearsal_models_are_taken_at_their_word(pack: Pack) -> None:
    hosted = await ModelOpener(ModelChoice("gpt-5-mini", api_key="k"))(pack)
    await close_model(hosted)
    assert isinstance(hosted, FastChatOpenAI)
    assert isinstance(await ModelOpener(ModelChoice())(pack), RehearsalModel)


def test_words_around_an_action_are_let_pass() -> None:
    read = read_action('```json\n{"action": "reply", "text": " Hi "}\n```', ACTIONS)
    assert (read.name, read.text) == ("reply", "Hi")


def test_arguments_must_be_an_object() -> None:
    with pytest.raises(NoAction, match="arguments"):
        read_action('{"action": "lookup_policy", "arguments": "shipping"}', ACTIONS)

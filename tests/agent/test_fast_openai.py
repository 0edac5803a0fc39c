"""The shorter way to an OpenAI-compatible endpoint gives what LangChain's own way gives."""

from collections.abc import AsyncIterator

import pytest
from langchain_core.callbacks import AsyncCallbackHandler, UsageMetadataCallbackHandler
from langchain_core.messages import AIMessage, HumanMessage, InvalidToolCall, SystemMessage, ToolMessage
from langchain_openai import ChatOpenAI

from agent.fast_openai import FastChatOpenAI
from agent.models import ModelChoice, close_model, open_model
from prompts.pack import Pack
from tests.fake_openai import Call, Calls, FakeOpenAI, Text

ASKED = [HumanMessage("what did I leave?")]


@pytest.fixture
async def model(pack: Pack, server: FakeOpenAI) -> AsyncIterator[FastChatOpenAI]:
    opened = open_model(ModelChoice("fake-1", api_key="k", base_url=server.url), pack)
    assert isinstance(opened, FastChatOpenAI)
    yield opened
    await close_model(opened)


@pytest.mark.parametrize("answer", [Text("A backpack."), Calls(Call("lookup_cart"))])
async def test_both_ways_give_one_answer(server: FakeOpenAI, model: FastChatOpenAI, answer: Text | Calls) -> None:
    server.script(answer, answer)
    short = await model.ainvoke(ASKED)
    long = await ChatOpenAI.ainvoke(model, ASKED)
    assert _told(short) == _told(long)
    assert short.response_metadata["finish_reason"] in {"stop", "tool_calls"}


async def test_a_whole_thread_goes_out_as_langchain_writes_it(server: FakeOpenAI, model: FastChatOpenAI) -> None:
    call = {"name": "lookup_cart", "args": {}, "id": "call_1", "type": "tool_call"}
    thread = [
        SystemMessage("Be kind."),
        *ASKED,
        AIMessage("A backpack."),
        HumanMessage("and?", name="noah"),
        AIMessage("", tool_calls=[call]),
        ToolMessage("two", tool_call_id="call_1"),
        AIMessage("", invalid_tool_calls=[InvalidToolCall(name="x", args="{", id="call_2", error="")]),
        AIMessage([{"type": "text", "text": "Two."}]),
        *ASKED,
    ]
    server.script(Text("Two."))
    await model.ainvoke(thread)
    assert server.requests[-1].body["messages"] == ChatOpenAI._get_request_payload(model, thread)["messages"]


async def test_a_listener_hears_the_call(server: FakeOpenAI, model: FastChatOpenAI) -> None:
    server.script(Text("A backpack."), Text("A backpack."))
    usage = UsageMetadataCallbackHandler()
    await model.ainvoke(ASKED)
    assert usage.usage_metadata == {}
    await model.ainvoke(ASKED, {"callbacks": [usage]})
    assert usage.usage_metadata != {}


async def test_a_listener_of_the_model_hears_the_call(pack: Pack, server: FakeOpenAI) -> None:
    server.script(Text("A backpack."))
    heard: list[str] = []

    class Listener(AsyncCallbackHandler):
        async def on_llm_end(self, response: object, **_: object) -> None:
            heard.append("end")

    model = FastChatOpenAI(model="fake-1", api_key="k", base_url=server.url, timeout=7.0, callbacks=[Listener()])
    await model.ainvoke(ASKED)
    await close_model(model)
    assert heard == ["end"]


def _told(answer: AIMessage) -> tuple[object, ...]:
    calls = [(call["name"], call["args"]) for call in answer.tool_calls]
    metadata = {key: value for key, value in answer.response_metadata.items() if key != "id"}
    return answer.content, calls, answer.usage_metadata, metadata

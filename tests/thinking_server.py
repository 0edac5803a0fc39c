"""An OpenAI-compatible server that answers by the rehearsal model's decisions, so that the wire is what is tested.

`NativeServer` calls tools as OpenAI does; `ActionServer` knows no tools and answers in JSON actions.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from agent.rehearsal import RehearsalModel
from prompts.pack import Pack
from tests.fake_openai import Call, Calls, FakeOpenAI, Reply, Request, Text

PROBE = "report_word"
RESULT = "RESULT of "


class NativeServer(FakeOpenAI):
    """Reads the messages and tools of a request as they were sent."""

    def __init__(self, pack: Pack) -> None:
        super().__init__()
        self._mind = RehearsalModel(pack=pack)

    def answer(self, request: Request) -> tuple[int, Reply]:
        number, _ = super().answer(request)
        offered = {tool["function"]["name"] for tool in request.body.get("tools", ())}
        if offered == {PROBE}:
            return number, Calls(Call(PROBE, '{"word": "ready"}'))
        said = self._mind._answer(list(_messages(request.messages)), offered)
        if said.tool_calls:
            return number, Calls(*(Call(call["name"], json.dumps(call["args"])) for call in said.tool_calls))
        return number, Text(said.text)


class ActionServer(FakeOpenAI):
    """Takes no tools; its answers are held to the schema of the request, which names the actions."""

    def __init__(self, pack: Pack) -> None:
        super().__init__()
        self._mind = RehearsalModel(pack=pack)

    def answer(self, request: Request) -> tuple[int, Reply]:
        number, _ = super().answer(request)
        schema = request.body.get("response_format", {}).get("json_schema", {}).get("schema", {})
        actions = {one["properties"]["action"]["const"]: one["properties"] for one in schema.get("anyOf", ())}
        if not actions:
            return number, Text("I would call report_word with ready.")
        said = self._mind._answer(list(_acted(request.messages)), set(actions) - {"reply"})
        return number, Text(_as_action(said))


def _as_action(said: AIMessage) -> str:
    if not said.tool_calls:
        return json.dumps({"action": "reply", "text": said.text})
    [call] = said.tool_calls
    return json.dumps({"action": call["name"], "arguments": call["args"]})


def _messages(sent: Sequence[dict[str, Any]]) -> Iterator[BaseMessage]:
    names: dict[str, str] = {}
    for message in sent:
        words = message.get("content") or ""
        match message["role"]:
            case "system":
                yield SystemMessage(words)
            case "user":
                yield HumanMessage(words)
            case "tool":
                name = names[message["tool_call_id"]]
                yield ToolMessage(words, name=name, tool_call_id=message["tool_call_id"])
            case "assistant":
                calls = message.get("tool_calls") or ()
                names |= {call["id"]: call["function"]["name"] for call in calls}
                yield AIMessage(words, tool_calls=[_call(call) for call in calls])


def _call(call: dict[str, Any]) -> dict[str, Any]:
    function = call["function"]
    return {"name": function["name"], "args": json.loads(function["arguments"]), "id": call["id"], "type": "tool_call"}


def _acted(sent: Sequence[dict[str, Any]]) -> Iterator[BaseMessage]:
    """Read actions and results back out of the words that stand for them."""
    for number, message in enumerate(sent):
        words = message["content"]
        if message["role"] == "user" and words.startswith(RESULT):
            name, _, result = words.removeprefix(RESULT).partition(": ")
            yield ToolMessage(result, name=name, tool_call_id=f"act-{number}")
        elif message["role"] == "user":
            yield HumanMessage(words)
        elif message["role"] == "assistant":
            action = json.loads(words)
            if action["action"] == "reply":
                yield AIMessage(action["text"])
            else:
                call = {"name": action["action"], "args": action["arguments"], "id": f"act-{number}"}
                yield AIMessage("", tool_calls=[{**call, "type": "tool_call"}])
        else:
            yield SystemMessage(words)

"""The toolbox: runs the tool calls of a model's answer, each with the turn's context, which the model never sees."""

from collections.abc import Sequence
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.messages import AIMessage, InvalidToolCall, ToolCall, ToolMessage
from langchain_core.tools import BaseTool
from pydantic import ValidationError

from agent.guard import check_current
from tools.context import TurnContext

NOTHING_MORE = "A person has been asked for. Nothing else is done in this turn."
NOT_JSON = "The arguments are not valid JSON. Call the tool again with valid arguments, or answer without it."

RUNTIME = "runtime"
"""The name under which LangChain's tools take what the model neither sees nor sets."""


class Toolbox:
    """The tools of one agent."""

    def __init__(self, tools: Sequence[BaseTool]) -> None:
        self._tools = {tool.name: tool for tool in tools}

    async def use(self, answer: AIMessage, context: TurnContext) -> list[ToolMessage]:
        """Do what `answer` asks for, call by call, and return a result for each.

        A call that is wrong is answered with what is wrong about it. Raises Superseded when the turn may no longer act;
        what a tool raises goes through.
        """
        results = [await self._use(call, context) for call in answer.tool_calls]
        return [*results, *(_failed(call, NOT_JSON) for call in answer.invalid_tool_calls)]

    async def _use(self, call: ToolCall, context: TurnContext) -> ToolMessage:
        await check_current(context)
        if context.escalation is not None:
            return ToolMessage(NOTHING_MORE, name=call["name"], tool_call_id=call["id"])
        tool = self._tools.get(call["name"])
        if tool is None:
            return _failed(call, f"There is no such tool. There are: {', '.join(self._tools)}.")
        given = {**call["args"], RUNTIME: _runtime(call, context)}
        try:
            result: ToolMessage = await tool.ainvoke({**call, "args": given, "type": "tool_call"})
        except ValidationError as error:
            return _failed(call, f"The arguments are wrong: {_problems(error)}. Call the tool again with right ones.")
        return result


def _runtime(call: ToolCall, context: TurnContext) -> ToolRuntime[TurnContext]:
    return ToolRuntime(state={}, context=context, config={}, stream_writer=_nobody, tool_call_id=call["id"], store=None)


def _nobody(_: Any) -> None:
    """Nobody watches a tool while it works."""


def _failed(call: ToolCall | InvalidToolCall, problem: str) -> ToolMessage:
    name, call_id = call["name"] or "unknown", call["id"] or "unknown"
    return ToolMessage(problem, name=name, tool_call_id=call_id, status="error")


def _problems(error: ValidationError) -> str:
    wrong = [problem for problem in error.errors() if RUNTIME not in problem["loc"]]
    return "; ".join(f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in wrong)

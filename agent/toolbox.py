"""The toolbox: does what a model's answer asks for, with the turn's context, which the model neither sees nor sets."""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from langchain.tools import ToolRuntime
from langchain_core.messages import AIMessage, InvalidToolCall, ToolCall, ToolMessage
from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, ValidationError

from agent.guard import check_current
from conversation.errors import Misconfigured
from tools.answer import in_words
from tools.context import TurnContext
from tools.errors import ShopError, ShopUnreachable
from tools.terms import Effect, Retry, ToolTerms, terms_of

logger = logging.getLogger(__name__)

NOTHING_MORE = "The turn is over. Nothing else is done in it."
NOT_JSON = "The arguments are not valid JSON. Call the tool again with valid arguments, or answer without it."
ENOUGH = "You have used this tool often enough in this turn. Answer with what you know, or ask for a person."
NO_ANSWER = (
    "It gave no answer just now. Do not guess: say that you cannot look it up at the moment, or ask for a person."
)
LONGEST_PAUSE = 0.3
"""Seconds before a second try, at most; how many exactly is chance, so that not all try again together."""

_Invoke: TypeAlias = Callable[[ToolCall, TurnContext], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A tool, ready to run, and its terms."""

    invoke: _Invoke
    terms: ToolTerms


class Toolbox:
    """The tools of one agent. Raises Misconfigured for one that is no async function."""

    def __init__(self, tools: Sequence[BaseTool]) -> None:
        self._tools = {tool.name: _Entry(_invoker(tool), terms_of(tool)) for tool in tools}

    async def use(self, answer: AIMessage, context: TurnContext) -> list[ToolMessage]:
        """Do what `answer` asks for, call by call, and return a result for each.

        A call that is wrong is answered with what is wrong about it. Raises Superseded when the turn may no longer act;
        what a tool raises goes through.
        """
        results = [await self._use(call, context) for call in answer.tool_calls]
        return [*results, *(_failed(call, NOT_JSON) for call in answer.invalid_tool_calls)]

    async def _use(self, call: ToolCall, context: TurnContext) -> ToolMessage:
        await check_current(context)
        if context.is_over:
            return ToolMessage(NOTHING_MORE, name=call["name"], tool_call_id=call["id"])
        entry = self._tools.get(call["name"])
        if entry is None:
            return _failed(call, f"There is no such tool. There are: {', '.join(self._tools)}.")
        try:
            result = await _within_terms(entry, call, context)
        except WrongArguments as error:
            return _failed(call, f"The arguments are wrong: {error}. Call the tool again with right ones.")
        return ToolMessage(in_words(result), name=call["name"], tool_call_id=call["id"])


async def _within_terms(entry: _Entry, call: ToolCall, context: TurnContext) -> object:
    """Run the call once: one that commits gives the same result for the same arguments however often it is asked."""
    name, terms = call["name"], entry.terms
    key = f"{name} {json.dumps(call['args'], sort_keys=True, default=str)}"
    if key in context.done:
        return context.done[key]
    if context.used[name] >= terms.most:
        return ENOUGH
    context.used[name] += 1
    try:
        result = await _tried(entry, call, context)
    except (ShopError, TimeoutError) as error:
        logger.warning("tool %s of %s gave no answer: %s", name, context.conversation.id, error or type(error).__name__)
        context.record(name, "no_answer")
        return NO_ANSWER
    if terms.effect is Effect.COMMITS:
        context.done[key] = result
    return result


async def _tried(entry: _Entry, call: ToolCall, context: TurnContext) -> object:
    try:
        return await _in_time(entry, call, context)
    except ShopUnreachable:
        if entry.terms.retry is Retry.NEVER:
            raise
    await asyncio.sleep(random.uniform(0, LONGEST_PAUSE))
    return await _in_time(entry, call, context)


async def _in_time(entry: _Entry, call: ToolCall, context: TurnContext) -> object:
    async with asyncio.timeout(entry.terms.seconds):
        return await entry.invoke(call, context)


class WrongArguments(Exception):
    """What the model gave does not fit the tool. The message names each argument and what is wrong with it."""


def _invoker(tool: BaseTool) -> _Invoke:
    """Return what checks the model's arguments and runs the tool's own function.

    A tool whose schema is no class of pydantic's checks its arguments itself. LangChain's `ainvoke` does the same
    behind callbacks that nobody listens to here, at 0.5 ms a call.
    """
    run = tool.coroutine if isinstance(tool, StructuredTool) else None
    if run is None:
        raise Misconfigured(f"tool {tool.name}", "write it as an async function under LangChain's @tool")
    schema = cast(type[BaseModel] | dict[str, Any], tool.tool_call_schema)

    async def invoke(call: ToolCall, context: TurnContext) -> object:
        given = call["args"] if isinstance(schema, dict) else _read(schema, call["args"])
        result: object = await run(**given, runtime=_runtime(call, context))
        return result

    return invoke


def _read(schema: type[BaseModel], arguments: dict[str, Any]) -> dict[str, Any]:
    try:
        given = schema.model_validate(arguments)
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors()]
        raise WrongArguments("; ".join(wrong)) from error
    return {name: getattr(given, name) for name in schema.model_fields}


def _runtime(call: ToolCall, context: TurnContext) -> ToolRuntime[TurnContext]:
    return ToolRuntime(
        state={}, context=context, config={}, stream_writer=_unheard, tool_call_id=call["id"], store=None
    )


def _unheard(_: Any) -> None:
    """Nobody listens to a tool while it works."""


def _failed(call: ToolCall | InvalidToolCall, problem: str) -> ToolMessage:
    name, call_id = call["name"] or "unknown", call["id"] or "unknown"
    return ToolMessage(problem, name=name, tool_call_id=call_id, status="error")

"""The guard: stands around every model call and tool call of the agent, and keeps no state between turns."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from langchain.agents.middleware.types import AgentMiddleware, AgentState, ModelRequest, ModelResponse, ToolCallRequest
from langchain_core.messages import AIMessage, AnyMessage, ToolMessage
from langgraph.types import Command

from agent.budget import Limits, check_before_acting, check_before_asking
from agent.errors import ModelFailed, Superseded
from agent.models import model_errors
from agent.speech import broken_off
from agent.transcript import this_turn
from tools.context import TurnContext

ModelHandler = Callable[[ModelRequest[TurnContext]], Awaitable[ModelResponse[Any]]]
ToolHandler = Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]]

NOTHING_MORE = "A person has been asked for. Nothing else is done in this turn."


class Guard(AgentMiddleware[AgentState[Any], TurnContext, Any]):
    """Stops a turn that is superseded, over budget, failing, or handed to a person."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits

    async def awrap_model_call(self, request: ModelRequest[TurnContext], handler: ModelHandler) -> ModelResponse[Any]:
        """Ask the model; tool calls whose JSON is broken are sent back to it once.

        Raises Superseded, BudgetSpent or ModelFailed. Once a person has been asked for, the model is asked no more.
        """
        context = request.runtime.context
        said: list[AnyMessage] = []
        while context.escalation is None:
            thread: list[AnyMessage] = [*request.messages, *said]
            check_before_asking(this_turn(thread), self._limits)
            await check_current(context)
            answer = await _ask(request.override(messages=thread), handler)
            said.append(answer)
            if answer.tool_calls or not answer.invalid_tool_calls:
                check_before_acting([*this_turn(thread), answer], self._limits)
                return ModelResponse(result=list(said))
            said.extend(_corrections(answer))
        return ModelResponse(result=[*said, AIMessage("")])

    async def awrap_tool_call(self, request: ToolCallRequest, handler: ToolHandler) -> ToolMessage | Command[Any]:
        """Run the tool unless the turn is superseded (raises Superseded) or a person has been asked for."""
        context = cast(TurnContext, request.runtime.context)
        await check_current(context)
        if context.escalation is not None:
            call = request.tool_call
            return ToolMessage(NOTHING_MORE, name=call["name"], tool_call_id=call["id"])
        return await handler(request)


async def check_current(context: TurnContext) -> None:
    """Raise Superseded where the lease, the epoch or the newest text is no longer what the turn began with."""
    if not await context.is_current():
        raise Superseded("the conversation moved on during the turn")


async def _ask(request: ModelRequest[TurnContext], handler: ModelHandler) -> AIMessage:
    try:
        response = await handler(request)
    except model_errors() as error:
        raise ModelFailed(f"the model call failed: {type(error).__name__}: {error}") from error
    answer = response.result[-1]
    if not isinstance(answer, AIMessage):
        raise ModelFailed(f"the model answered with a {type(answer).__name__}")
    if reason := broken_off(answer):
        raise ModelFailed(f"the model did not finish: {reason}")
    return answer


def _corrections(answer: AIMessage) -> list[ToolMessage]:
    return [
        ToolMessage(
            "The arguments are not valid JSON. Call the tool again with valid arguments, or answer without it.",
            name=call["name"] or "unknown",
            tool_call_id=call["id"] or "unknown",
            status="error",
        )
        for call in answer.invalid_tool_calls
    ]

"""The guard: what is checked around every model call and tool call of a turn. It keeps no state between turns."""

from collections.abc import Awaitable

from langchain_core.messages import AIMessage, BaseMessage

from agent.errors import ModelAway, ModelFailed, Superseded
from agent.models import is_away, model_errors
from agent.speech import broken_off
from tools.context import TurnContext


async def check_current(context: TurnContext) -> None:
    """Raise Superseded where the lease, the epoch or the newest text is no longer what the turn began with."""
    if not await context.is_current():
        raise Superseded("the conversation moved on during the turn")


async def answer_of(asking: Awaitable[BaseMessage]) -> AIMessage:
    """Return what the model answers. Raises ModelFailed where it fails, or breaks off before it is done."""
    try:
        answer = await asking
    except model_errors() as error:
        failure = ModelAway if is_away(error) else ModelFailed
        raise failure(f"the model call failed: {type(error).__name__}: {error}") from error
    if not isinstance(answer, AIMessage):
        raise ModelFailed(f"the model answered with a {type(answer).__name__}")
    if reason := broken_off(answer):
        raise ModelFailed(f"the model did not finish: {reason}")
    return answer

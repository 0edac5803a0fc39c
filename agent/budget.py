"""The budget of one turn: counted from the turn's own messages, so that the compiled agent keeps no state."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from langchain_core.messages import AIMessage, AnyMessage, ToolMessage

from agent.errors import BudgetSpent, ModelFailed, MoneySpent
from agent.outage import PATIENCE
from conversation.spend_limits import Allowance
from conversation.spent import Spent

BAD_CALLS_FORGIVEN = 1
"""Rounds with an unknown tool or malformed arguments after which the model gets one corrective message."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one turn may use. `seconds` is the whole turn on the wall clock, repair included;
    `outage` is how long a text may wait for a model that is away. `tokens` are those that the provider counted, prompts
    and answers together; `characters` what the model may write into its tool calls; `segments` the size of its text."""

    model_calls: int = 6
    tool_calls: int = 8
    identical_calls: int = 2
    tokens: int = 60_000
    characters: int = 8_000
    segments: int = 3
    seconds: float = 30.0
    outage: timedelta = PATIENCE


def check_before_asking(turn: Sequence[AnyMessage], limits: Limits) -> None:
    """Raise BudgetSpent when another model call is too many, ModelFailed when tools were misused after a warning."""
    if sum(isinstance(message, AIMessage) for message in turn) >= limits.model_calls:
        raise BudgetSpent(f"the model was asked {limits.model_calls} times in this turn without an answer")
    if (spent := _tokens(turn)) >= limits.tokens:
        raise BudgetSpent(f"the turn used {spent} tokens, and {limits.tokens} are the most")
    if _bad_rounds(turn) > BAD_CALLS_FORGIVEN:
        raise ModelFailed("the model called its tools wrongly again after being corrected")


def check_money(allowance: Allowance | None, spent: Spent) -> None:
    """Raise MoneySpent where nothing is left of what the turn, its conversation or the day may cost."""
    if allowance is not None and allowance.is_spent_by(spent.micros):
        raise MoneySpent(str(allowance))


def check_before_acting(turn: Sequence[AnyMessage], limits: Limits) -> None:
    """Raise BudgetSpent when the tool calls asked for so far are too many, or the same too often."""
    calls = [call for message in turn if isinstance(message, AIMessage) for call in message.tool_calls]
    if len(calls) > limits.tool_calls:
        raise BudgetSpent(f"the model asked for more than {limits.tool_calls} tool calls in this turn")
    if sum(len(repr(call["args"])) for call in calls) > limits.characters:
        raise BudgetSpent(f"the model wrote more than {limits.characters} characters into its tool calls")
    alike = Counter((call["name"], repr(sorted(call["args"].items()))) for call in calls)
    for (name, _), times in alike.items():
        if times > limits.identical_calls:
            raise BudgetSpent(f"the model called {name} {times} times with the same arguments in this turn")


def _tokens(turn: Sequence[AnyMessage]) -> int:
    """Count what the provider says that the turn's calls used; 0 where it does not say."""
    used = (message.usage_metadata for message in turn if isinstance(message, AIMessage))
    return sum(usage["total_tokens"] for usage in used if usage is not None)


def _bad_rounds(turn: Sequence[AnyMessage]) -> int:
    """Count the model's answers that led to at least one error from a tool call."""
    rounds, is_bad = 0, False
    for message in turn:
        if isinstance(message, AIMessage):
            rounds, is_bad = rounds + is_bad, False
        is_bad = is_bad or (isinstance(message, ToolMessage) and message.status == "error")
    return rounds + is_bad

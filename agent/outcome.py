"""The ways a turn of the AI's seat may end."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from conversation.draft import Draft
from conversation.escalation import Escalation
from conversation.verdict import Refuse
from tools.context import ToolCall


@dataclass(frozen=True, slots=True)
class Speak:
    """The seat would like to text `draft`; where the gate refuses it, `repair` says what the seat does instead.

    `repair` raises as the turn itself does and keeps within the turn's budget; its outcome names only the newer calls.
    """

    draft: Draft
    calls: tuple[ToolCall, ...]
    repair: Callable[[Refuse], Awaitable["Outcome"]]


@dataclass(frozen=True, slots=True)
class Escalate:
    """A person is needed."""

    escalation: Escalation
    calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing is owed, and `why` says why. Texts seen count as handled."""

    why: str
    calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True, slots=True)
class Postpone:
    """The model is away: the turn is to be run again at `until`, and nothing of this one counts but its calls."""

    why: str
    until: datetime
    calls: tuple[ToolCall, ...] = ()


Outcome: TypeAlias = Speak | Escalate | Silence | Postpone

"""The three ways a turn of the AI's seat may end."""

from dataclasses import dataclass
from typing import TypeAlias

from conversation.draft import Draft
from conversation.escalation import Escalation
from tools.context import ToolCall


@dataclass(frozen=True, slots=True)
class Speak:
    """The seat would like to text `draft`. The gate has allowed or deferred it with the facts of the view."""

    draft: Draft
    calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True, slots=True)
class Escalate:
    """A person is needed. `draft` is what the gate refused, for that person to read: it must never be sent as it is."""

    escalation: Escalation
    draft: Draft | None = None
    calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing is owed, and `why` says why. Texts seen count as handled."""

    why: str


Outcome: TypeAlias = Speak | Escalate | Silence

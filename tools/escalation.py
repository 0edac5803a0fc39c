"""The tool that asks for a person. An escalation is a typed value, never words in a text."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from langchain.tools import ToolRuntime, tool

from conversation.escalation import Escalation, EscalationReason
from tools.context import TurnContext
from tools.terms import COMMITS, on_terms

LONGEST_NOTE = 500

Reason: TypeAlias = Literal[
    "asked_for_person",
    "knowledge_gap",
    "damaged_item",
    "return",
    "refund",
    "complaint",
    "billing",
    "legal_threat",
    "abuse",
    "minor",
    "crisis",
    "unhappy",
]
"""What the model may see for itself; the other reasons are the framework's own."""


@dataclass(frozen=True, slots=True)
class PersonAsked:
    """A person was asked for."""

    escalated: bool
    note: str


@tool(parse_docstring=True)
async def escalate_to_human(reason: Reason, note: str, runtime: ToolRuntime[TurnContext]) -> PersonAsked:
    """Hand the conversation to a person and end your turn. Write nothing after it.

    Args:
        reason: why a person is needed.
        note: one sentence for that person on what the shopper needs. The shopper never reads it.
    """
    context = runtime.context
    written = note.strip()[:LONGEST_NOTE]
    context.record("escalate_to_human", reason, arguments={"reason": reason, "note": written})
    if context.escalation is None:
        context.escalation = Escalation(EscalationReason(reason), written, context.clock.now())
    return PersonAsked(True, "A person will take it from here. Write nothing.")


on_terms(escalate_to_human, COMMITS)

"""The tool that starts a return: it collects what a person needs, then hands over. It promises nothing."""

from dataclasses import dataclass

from langchain.tools import ToolRuntime, tool

from conversation.escalation import Escalation, EscalationReason
from tools.context import TurnContext
from tools.terms import COMMITS, on_terms

LONGEST = 200
_UNKNOWN = frozenset({"", "unknown", "none", "n/a", "not given", "?"})


@dataclass(frozen=True, slots=True)
class ReturnStarted:
    """Whether a person has it now; else what is still to be asked, all at once."""

    handed_over: bool
    missing: tuple[str, ...] | None
    note: str


@tool(parse_docstring=True)
async def start_return(item: str, order: str, reason: str, runtime: ToolRuntime[TurnContext]) -> ReturnStarted:
    """Start a return or an exchange with what the shopper told. It says what to ask for, or hands over to a person.

    Args:
        item: what is to go back, in the shopper's words; an empty string where they did not say.
        order: the order's number, an empty string where not asked yet; "does not know" where the shopper does not.
        reason: why, in the shopper's words, and what they wish instead; an empty string where not asked yet.
    """
    context = runtime.context
    told = {"item": _given(item), "order": _given(order), "reason": _given(reason)}
    missing = tuple(name for name, words in told.items() if not words)
    if missing:
        context.record("start_return", "collecting", arguments=told)
        return ReturnStarted(False, missing, f"Ask for {' and '.join(missing)} in one text. Promise nothing yet.")
    context.record("start_return", "handed_over", arguments=told)
    if context.escalation is None:
        note = f"a return: {told['item']}; order {told['order']}; {told['reason']}"
        context.escalation = Escalation(EscalationReason.RETURN, note, context.clock.now())
    return ReturnStarted(True, None, "A person will take it from here. Write nothing.")


def _given(words: str) -> str:
    plain = " ".join(words.split())[:LONGEST]
    return "" if plain.casefold() in _UNKNOWN else plain


on_terms(start_return, COMMITS)

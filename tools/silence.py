"""The tool that sends nothing: a text that needs no answer gets none."""

import re
from dataclasses import dataclass

from langchain.tools import ToolRuntime, tool

from tools.context import TurnContext
from tools.terms import COMMITS, on_terms

LONGEST_WHY = 200

_ASKS = re.compile(
    r"[?¿]|\b(?:how|what|when|where|which|who|why|can|could|do|does|is|are|will|would)\s+\w+", re.IGNORECASE
)
"""It would rather answer too often: "what a nice store" gets an answer that it need not have."""


@dataclass(frozen=True, slots=True)
class SilenceKept:
    """Whether nothing is sent; where something is asked, silence is no answer."""

    silent: bool
    note: str


@tool(parse_docstring=True)
async def stay_silent(why: str, runtime: ToolRuntime[TurnContext]) -> SilenceKept:
    """End your turn without a text, where the shopper's words need no answer (thanks, an emoji, "ok, later").

    Args:
        why: a few words for the team on why nothing is sent. The shopper never reads it.
    """
    context = runtime.context
    if _ASKS.search(context.newest_text):
        context.record("stay_silent", "refused")
        return SilenceKept(False, "The shopper asks something. Answer it, or ask for a person.")
    context.record("stay_silent", "silent")
    context.silence = why.strip()[:LONGEST_WHY] or "nothing to answer"
    return SilenceKept(True, "Nothing is sent. Write nothing.")


on_terms(stay_silent, COMMITS)

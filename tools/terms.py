"""A tool's terms: what it does to the world, how long it may take, and how often it may be used in a turn."""

from dataclasses import dataclass
from enum import StrEnum

from langchain_core.tools import BaseTool

KEY = "terms"
"""Where a tool's metadata holds them."""


class Effect(StrEnum):
    """`reads`: asking again does no harm. `commits`: it changes something, once a turn for the same arguments."""

    READS = "reads"
    COMMITS = "commits"


class Retry(StrEnum):
    """What is done where the shop gives no usable answer: nothing, or one more try after a moment."""

    NEVER = "never"
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class ToolTerms:
    """`seconds` is for one call; `most` are the calls of a turn that are answered."""

    effect: Effect
    seconds: float = 5.0
    most: int = 3
    retry: Retry = Retry.NEVER


READS = ToolTerms(Effect.READS)
ASKS_SHOP = ToolTerms(Effect.READS, seconds=6.0, retry=Retry.ONCE)
COMMITS = ToolTerms(Effect.COMMITS, most=2)
UNSAID = ToolTerms(Effect.COMMITS, seconds=8.0, most=2)
"""The terms of a tool that says nothing of them: the strictest."""


def on_terms(tool: BaseTool, terms: ToolTerms) -> BaseTool:
    """Return `tool` with its terms."""
    tool.metadata = {**(tool.metadata or {}), KEY: terms}
    return tool


def terms_of(tool: BaseTool) -> ToolTerms:
    terms = (tool.metadata or {}).get(KEY)
    return terms if isinstance(terms, ToolTerms) else UNSAID

"""The tool that looks up what the store itself says."""

from dataclasses import dataclass

from langchain.tools import ToolRuntime, tool

from tools.context import TurnContext
from tools.errors import KnowledgeAway
from tools.knowledge import Passage
from tools.terms import READS, on_terms

MOST_PASSAGES = 3
LONGEST_QUESTION = 300
GAP = "Do not guess: escalate with reason knowledge_gap."


@dataclass(frozen=True, slots=True)
class PassageLine:
    """One passage as the model reads it, on one line."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class PassagesFound:
    """What the store says; where it says nothing, what to do then."""

    found: bool
    passages: tuple[PassageLine, ...] | None = None
    note: str | None = None


@tool(parse_docstring=True)
async def lookup_policy(question: str, runtime: ToolRuntime[TurnContext]) -> PassagesFound:
    """Look up what the store says about shipping, returns, exchanges, payment, cancelling and discounts.

    Args:
        question: what the shopper wants to know, in English, in a few words.
    """
    context = runtime.context
    asked = question.strip()[:LONGEST_QUESTION]
    try:
        passages = await context.knowledge.search(context.merchant.id, asked, MOST_PASSAGES)
    except KnowledgeAway:
        context.record("lookup_policy", "away", arguments={"question": asked})
        return PassagesFound(False, note=f"The store's words cannot be read just now. {GAP}")
    refs = tuple(passage.source for passage in passages)
    context.record("lookup_policy", "found" if passages else "not_found", arguments={"question": asked}, refs=refs)
    if not passages:
        return PassagesFound(False, note=f"The store does not say. {GAP}")
    context.sources.extend(f"{passage.source}: {_one_line(passage)}" for passage in passages)
    return PassagesFound(True, tuple(PassageLine(passage.title, _one_line(passage)) for passage in passages))


def _one_line(passage: Passage) -> str:
    return " ".join(passage.text.split())


on_terms(lookup_policy, READS)

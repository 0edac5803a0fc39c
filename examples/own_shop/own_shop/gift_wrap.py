"""A tool: what gift wrapping costs here. What it says backs what the AI writes."""

from langchain.tools import ToolRuntime, tool

from tools.answer import answer
from tools.context import TurnContext
from tools.terms import READS, on_terms


@tool
async def gift_wrap(runtime: ToolRuntime[TurnContext]) -> str:
    """Look up whether and for how much the shopper's cart can be gift wrapped. Use it when they mention a gift."""
    context = runtime.context
    count = sum(item.quantity for item in context.cart.items) if context.cart else 0
    says = f"Gift wrapping costs $4.00 a piece, ${4 * count}.00 for this cart." if count else ""
    context.record("gift_wrap", "found" if says else "no_cart")
    if says:
        context.sources.append(f"gift_wrap: {says}")
    return answer(found=bool(says), says=says or None)


on_terms(gift_wrap, READS)

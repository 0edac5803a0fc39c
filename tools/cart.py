"""The tool that looks at the shopper's cart."""

from langchain.tools import ToolRuntime, tool

from tools.answer import answer
from tools.context import TurnContext
from tools.terms import READS, on_terms


@tool
async def lookup_cart(runtime: ToolRuntime[TurnContext]) -> str:
    """Look at the shopper's cart: its items, their options and prices, and the total."""
    context = runtime.context
    cart = context.cart
    if cart is None:
        context.record("lookup_cart", "no_cart")
        return answer(found=False, note="There is no cart. Do not write about one.")
    context.record("lookup_cart", "found", refs=(cart.id,))
    return answer(
        found=True,
        state=cart.state.value,
        items=[
            {
                "title": item.title,
                "options": item.options,
                "quantity": item.quantity,
                "price": str(item.unit_price),
            }
            for item in cart.items
        ],
        total=str(cart.total),
    )


on_terms(lookup_cart, READS)

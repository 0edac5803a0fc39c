"""The tool that looks at the shopper's cart."""

from dataclasses import dataclass

from langchain.tools import ToolRuntime, tool

from tools.context import TurnContext
from tools.terms import READS, on_terms


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One line of the cart as the model reads it."""

    title: str
    options: str
    quantity: int
    price: str


@dataclass(frozen=True, slots=True)
class CartFound:
    """The cart as the shop last told it; without one, what not to do."""

    found: bool
    state: str | None = None
    items: tuple[ItemLine, ...] | None = None
    total: str | None = None
    note: str | None = None


@tool
async def lookup_cart(runtime: ToolRuntime[TurnContext]) -> CartFound:
    """Look at the shopper's cart: its items, their options and prices, and the total."""
    context = runtime.context
    cart = context.cart
    if cart is None:
        context.record("lookup_cart", "no_cart")
        return CartFound(False, note="There is no cart. Do not write about one.")
    context.record("lookup_cart", "found", refs=(cart.id,))
    lines = tuple(ItemLine(item.title, item.options, item.quantity, str(item.unit_price)) for item in cart.items)
    return CartFound(True, cart.state.value, lines, str(cart.total))


on_terms(lookup_cart, READS)

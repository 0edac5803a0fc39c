"""The tool that searches the shop's catalogue."""

from dataclasses import dataclass

from langchain.tools import ToolRuntime, tool

from tools.context import TurnContext
from tools.terms import ASKS_SHOP, on_terms
from tools.ware import Ware

MOST_WARES = 5
LONGEST_SEARCH = 120


@dataclass(frozen=True, slots=True)
class WareLine:
    """One ware as the model reads it."""

    title: str
    options: str
    price: str
    stock: str


@dataclass(frozen=True, slots=True)
class WaresFound:
    """What the catalogue has."""

    found: bool
    wares: tuple[WareLine, ...] | None = None
    note: str | None = None


@tool(parse_docstring=True)
async def lookup_products(words: str, runtime: ToolRuntime[TurnContext]) -> WaresFound:
    """Search the shop's catalogue: what it sells, in which options, for how much, and whether it is in stock.

    Args:
        words: the product and the options that matter, in English, in a few words.
    """
    context, asked = runtime.context, " ".join(words.split())[:LONGEST_SEARCH]
    wares = await context.shop.find_wares(asked, MOST_WARES) if asked else ()
    refs = tuple(ware.variant_id for ware in wares)
    context.record("lookup_products", "found" if wares else "not_found", arguments={"words": asked}, refs=refs)
    if not wares:
        return WaresFound(False, note="The shop sells nothing like it, as far as its catalogue says. Do not guess.")
    context.sources.extend(f"catalogue#{ware.variant_id}: {_sentence(ware)}" for ware in wares)
    return WaresFound(True, tuple(WareLine(ware.title, ware.options, str(ware.price), ware.stock) for ware in wares))


def _sentence(ware: Ware) -> str:
    options = f" ({ware.options})" if ware.options else ""
    return f"{ware.title}{options}: {ware.price}, {ware.stock}."


on_terms(lookup_products, ASKS_SHOP)

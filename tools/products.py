"""The tool that searches the shop's catalogue."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from langchain.tools import ToolRuntime, tool

from tools.catalogue import told_about, wares_on_shelf
from tools.context import TurnContext
from tools.errors import ShopUnreachable
from tools.terms import ASKS_SHOP, on_terms
from tools.ware import Ware

MOST_WARES = 5
LONGEST_SEARCH = 120
PATIENCE = 3.0
"""Seconds that the shop has: then what it last told is looked at, well within the tool's own time."""
AWAY = "The shop does not answer. This is as it last told: say nothing of stock, and that a price may have changed."


@dataclass(frozen=True, slots=True)
class WareLine:
    """One ware as the model reads it. `stock` is None where it is not known now; `about` stands once for a product."""

    title: str
    options: str
    price: str
    stock: str | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class WaresFound:
    """What the catalogue has."""

    found: bool
    wares: tuple[WareLine, ...] | None = None
    note: str | None = None


@tool(parse_docstring=True)
async def lookup_products(words: str, runtime: ToolRuntime[TurnContext]) -> WaresFound:
    """Search the shop's catalogue: what it sells, in which options, for how much, whether it is in stock, and
    what the shop says about it.

    Args:
        words: the product and the options that matter, in English, in a few words.
    """
    context, asked = runtime.context, " ".join(words.split())[:LONGEST_SEARCH]
    try:
        async with asyncio.timeout(PATIENCE):
            wares = await context.shop.find_wares(asked, MOST_WARES) if asked else ()
    except (ShopUnreachable, TimeoutError):
        return await _from_shelf(context, asked)
    refs = tuple(ware.variant_id for ware in wares)
    context.record("lookup_products", "found" if wares else "not_found", arguments={"words": asked}, refs=refs)
    if not wares:
        return WaresFound(False, note="The shop sells nothing like it, as far as its catalogue says. Do not guess.")
    context.sources.extend(f"catalogue#{ware.variant_id}: {_sentence(ware)}" for ware in wares)
    return WaresFound(True, await _lines(context, wares, knows_stock=True))


async def _from_shelf(context: TurnContext, asked: str) -> WaresFound:
    """Answer from what the shop told before. Where that is nothing, it is away as ever: raises ShopUnreachable."""
    known = await wares_on_shelf(context.ledger, context.merchant.id, asked, MOST_WARES)
    if not known:
        raise ShopUnreachable("the shop does not answer, and told of no such ware before")
    refs = tuple(one.ware.variant_id for one in known)
    context.record("lookup_products", "found on the shelf", arguments={"words": asked}, refs=refs)
    for one in known:
        told = f"{_named(one.ware)}: {one.ware.price}, as the shop told on {one.told_at:%Y-%m-%d}."
        context.sources.append(f"catalogue#{one.ware.variant_id}: {told}")
    return WaresFound(True, await _lines(context, [one.ware for one in known], knows_stock=False), AWAY)


async def _lines(context: TurnContext, wares: Sequence[Ware], *, knows_stock: bool) -> tuple[WareLine, ...]:
    """Return the wares as the model reads them, with what the shop says of each product, which backs a text too."""
    told = await told_about(context.ledger, context.merchant.id, wares)
    context.sources.extend(f"catalogue#{variant_id}: {about}" for variant_id, about in told.items())
    return tuple(
        WareLine(
            title=ware.title,
            options=ware.options,
            price=str(ware.price),
            stock=ware.stock if knows_stock else None,
            about=told.get(ware.variant_id),
        )
        for ware in wares
    )


def _sentence(ware: Ware) -> str:
    return f"{_named(ware)}: {ware.price}, {ware.stock}."


def _named(ware: Ware) -> str:
    return f"{ware.title} ({ware.options})" if ware.options else ware.title


on_terms(lookup_products, ASKS_SHOP)

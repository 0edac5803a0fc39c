"""The tool that looks at the shopper's own orders. It sees those of the number that texts, and nobody else's."""

from dataclasses import dataclass

from langchain.tools import ToolRuntime, tool

from tools.context import TurnContext
from tools.local_time import local_time
from tools.terms import ASKS_SHOP, on_terms
from tools.ware import ShopOrder

MOST_ORDERS = 3
READ_AT_MOST = 10


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One order as the model reads it."""

    name: str
    placed: str
    stage: str
    items: tuple[str, ...]
    carrier: str | None
    tracking_number: str | None
    tracking_link: str | None


@dataclass(frozen=True, slots=True)
class OrdersFound:
    """The shopper's orders, newest first."""

    found: bool
    orders: tuple[OrderLine, ...] | None = None
    note: str | None = None


@tool(parse_docstring=True)
async def lookup_order(order: str, runtime: ToolRuntime[TurnContext]) -> OrdersFound:
    """Look at the shopper's own orders: what was ordered, how far it is, and the tracking link.

    Args:
        order: the order's number where the shopper named one, else an empty string.
    """
    context, wanted = runtime.context, order.strip()[:40]
    known = await context.shop.orders_of(context.contact.phone, READ_AT_MOST)
    mine = [one for one in known if not wanted or _number(one.name) == _number(wanted)][:MOST_ORDERS]
    refs = tuple(one.name for one in mine)
    context.record("lookup_order", "found" if mine else "not_found", arguments={"order": wanted}, refs=refs)
    if not mine:
        note = "No such order was placed with this phone number. Say so, and offer a person."
        return OrdersFound(False, note=note)
    lines = tuple(_line(context, one) for one in mine)
    context.sources.extend(f"order{one.name}: {_sentence(one)}" for one in lines)
    return OrdersFound(True, lines)


def _number(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum()).lstrip("0")


def _line(context: TurnContext, order: ShopOrder) -> OrderLine:
    return OrderLine(
        name=order.name,
        placed=local_time(order.placed_at, context.contact, context.merchant),
        stage=order.stage.value,
        items=order.items,
        carrier=order.carrier or None,
        tracking_number=order.tracking_number or None,
        tracking_link=order.tracking_url or None,
    )


def _sentence(line: OrderLine) -> str:
    way = " ".join(part for part in (line.carrier, line.tracking_number, line.tracking_link) if part)
    return f"Order {line.name} of {line.placed}, {', '.join(line.items)}: {line.stage}. {way}".strip()


on_terms(lookup_order, ASKS_SHOP)

"""The list at the left: alerts first, then whose conversation needs a person, then the newest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from api.pages.look import Look
from api.pages.moments import Stamp, moments_for
from api.pages.words import REASONS, short_name
from api.rest.cursor import write_cursor
from conversation.conversation import Control, Conversation
from conversation.exchange import Exchange
from conversation.ids import ConversationId
from conversation.message import Direction, Message, TrafficType

PAGE = 40
MOST_COUNTED = 99


class Filter(StrEnum):
    """Which conversations are listed. `all` leaves closed ones out."""

    ESCALATED = "escalated"
    MINE = "mine"
    ALL = "all"
    CLOSED = "closed"


CONTROLS = {
    Filter.ESCALATED: (Control.ESCALATED,),
    Filter.MINE: (Control.HUMAN,),
    Filter.ALL: (Control.ESCALATED, Control.HUMAN, Control.AI),
    Filter.CLOSED: (Control.CLOSED,),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """A filter and how many it would list; ``99+`` where there are more."""

    filter: Filter
    count: str
    current: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One conversation in the list."""

    conversation_id: ConversationId
    name: str
    needs_person: bool
    unanswered: bool
    opted_out: bool
    tone: str
    footing: str
    snippet: str
    stamp: Stamp
    current: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """`older` is the cursor of the following page; `now` lets the page's clock follow the house's."""

    filter: Filter
    tabs: tuple[Tab, ...]
    items: tuple[Item, ...]
    older: str | None
    open_id: ConversationId | None
    now: datetime


def listing_of(
    look: Look,
    chosen: Filter,
    open_id: ConversationId | None = None,
    before: tuple[datetime, ConversationId] | None = None,
) -> Listing:
    """List what the person who looks may answer, what needs a person first."""
    found = rows_of(look, chosen, before, PAGE + 1)
    shown = found[:PAGE]
    return Listing(
        filter=chosen,
        tabs=tuple(_tab(look, one, one is chosen) for one in Filter),
        items=tuple(_item(look, row, row.id == open_id) for row in _escalated_first(shown)),
        older=write_cursor(shown[-1].updated_at, shown[-1].id) if len(found) > PAGE else None,
        open_id=open_id,
        now=look.now,
    )


def rows_of(
    look: Look, chosen: Filter, before: tuple[datetime, ConversationId] | None, limit: int
) -> tuple[Conversation, ...]:
    """Return up to `limit` rows, newest first. Escalated ones all stand on the first page of `all`."""
    holder = look.user.id if chosen is Filter.MINE else None
    merchants = look.user.merchants
    pages = [
        look.books.conversations(merchants, control=control, holder=holder, before=before, limit=limit)
        for control in CONTROLS[chosen]
    ]
    merged = sorted((row for page in pages for row in page), key=lambda row: (row.updated_at, row.id), reverse=True)
    return tuple(merged[:limit])


def _escalated_first(rows: Iterable[Conversation]) -> list[Conversation]:
    return sorted(rows, key=lambda row: (not _is_alert(row), row.control is not Control.ESCALATED))


def _is_alert(row: Conversation) -> bool:
    """Tell whether somebody may be in danger, a child or about to sue, and a person is needed or has control."""
    is_waiting = row.control in (Control.ESCALATED, Control.HUMAN)
    return is_waiting and row.escalation is not None and row.escalation.is_alert


def _tab(look: Look, chosen: Filter, current: bool) -> Tab:
    count = len(rows_of(look, chosen, None, MOST_COUNTED + 1))
    return Tab(chosen, str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+", current)


def _item(look: Look, row: Conversation, current: bool) -> Item:
    contact = look.books.contact(row.merchant_id, row.contact_id)
    merchant = look.books.merchant(row.merchant_id)
    newest = look.books.newest_message(row.merchant_id, row.id)
    standing = look.books.suppression(row.merchant_id, contact.phone) if contact else None
    tone, footing = _footing(look, row, look.books.exchange(row.merchant_id, row.exchange_id))
    return Item(
        conversation_id=row.id,
        name=short_name(contact.name, contact.phone) if contact else "(erased)",
        needs_person=row.control is Control.ESCALATED,
        unanswered=newest is not None and newest.direction is Direction.IN,
        opted_out=standing is not None and standing.is_live,
        tone=tone,
        footing=footing,
        snippet=_snippet(row, newest),
        stamp=moments_for(contact, merchant, look.now).ago(newest.created_at if newest else row.updated_at),
        current=current,
    )


def _footing(look: Look, row: Conversation, exchange: Exchange | None) -> tuple[str, str]:
    label = exchange.traffic_type if exchange else TrafficType.A2P
    if row.control is Control.ESCALATED:
        return "asked", "Needs a person"
    who = look.name_of(row.holder) if row.control is Control.HUMAN else "AI"
    return label.value.lower(), f"{label.value} {who}"


def _snippet(row: Conversation, newest: Message | None) -> str:
    if row.control is Control.ESCALATED and row.escalation is not None:
        return REASONS[row.escalation.reason]
    return newest.text if newest else "no texts yet"

"""The list at the left: alerts first, then whose conversation needs a person, then the newest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from api.pages.look import Look
from api.pages.moments import Moments, Stamp, moments_for, since, until
from api.pages.words import REASONS, short_name
from api.rest.cursor import write_cursor
from conversation.case import OPEN_STATES, Case, CaseState, ServiceClock
from conversation.conversation import Control, Conversation
from conversation.exchange import Exchange
from conversation.ids import ConversationId
from conversation.message import Direction, Message, TrafficType
from handoff.routing import in_urgency

PAGE = 40
MOST_COUNTED = 99
MOST_CASES = 500
"""Clocks are shown for so many cases, those opened first."""

Cases: TypeAlias = Mapping[ConversationId, Case]


class Filter(StrEnum):
    """Which conversations are listed. `escalated` leaves out what was put aside, `all` what is closed."""

    ESCALATED = "escalated"
    MINE = "mine"
    ALL = "all"
    SNOOZED = "snoozed"
    CLOSED = "closed"


CONTROLS = {
    Filter.ESCALATED: (Control.ESCALATED,),
    Filter.MINE: (Control.HUMAN,),
    Filter.ALL: (Control.ESCALATED, Control.HUMAN, Control.AI),
    Filter.SNOOZED: (Control.ESCALATED, Control.HUMAN),
    Filter.CLOSED: (Control.CLOSED,),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """A filter and how many it would list; ``99+`` where there are more."""

    filter: Filter
    count: str
    current: bool


@dataclass(frozen=True, slots=True)
class Promise:
    """When a waiting shopper is to be answered or settled, in words: ``reply in 12m`` or ``reply 5m late``."""

    words: str
    exact: str
    is_late: bool


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
    promise: Promise | None
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
    cases = open_cases(look)
    found = rows_of(look, chosen, before, PAGE + 1, cases)
    shown = found[:PAGE]
    return Listing(
        filter=chosen,
        tabs=tuple(_tab(look, one, one is chosen, cases) for one in Filter),
        items=tuple(_item(look, row, row.id == open_id, cases.get(row.id)) for row in _by_need(shown, cases)),
        older=write_cursor(shown[-1].updated_at, shown[-1].id) if len(found) > PAGE else None,
        open_id=open_id,
        now=look.now,
    )


def open_cases(look: Look) -> Cases:
    """Return the open cases of the person's merchants, by conversation."""
    found = look.books.cases(look.user.merchants, states=OPEN_STATES, limit=MOST_CASES)
    return {case.conversation_id: case for case in found}


def rows_of(
    look: Look, chosen: Filter, before: tuple[datetime, ConversationId] | None, limit: int, cases: Cases
) -> tuple[Conversation, ...]:
    """Return up to `limit` rows, newest first."""
    if chosen is Filter.SNOOZED:
        aside = [look.books.conversation(case.merchant_id, case.conversation_id) for case in _snoozed(cases)]
        rows = [row for row in aside if row is not None]
    else:
        rows = _rows_by_control(look, chosen, before, limit + len(_snoozed(cases)))
        if chosen is Filter.ESCALATED:
            rows = [row for row in rows if not _is_snoozed(cases.get(row.id))]
    newest = sorted(rows, key=lambda row: (row.updated_at, row.id), reverse=True)
    return tuple(row for row in newest if before is None or (row.updated_at, row.id) < before)[:limit]


def _rows_by_control(
    look: Look, chosen: Filter, before: tuple[datetime, ConversationId] | None, limit: int
) -> list[Conversation]:
    holder = look.user.id if chosen is Filter.MINE else None
    return [
        row
        for control in CONTROLS[chosen]
        for row in look.books.conversations(
            look.user.merchants, control=control, holder=holder, before=before, limit=limit
        )
    ]


def _by_need(rows: Iterable[Conversation], cases: Cases) -> list[Conversation]:
    """Put alerts first, then those that wait for a person, the most urgent promise first; the rest stay as they are."""
    rank = {case.conversation_id: place for place, case in enumerate(in_urgency(list(cases.values())))}

    def need(row: Conversation) -> tuple[bool, bool, int]:
        waits = row.control is Control.ESCALATED and not _is_snoozed(cases.get(row.id))
        return not _is_alert(row), not waits, rank.get(row.id, len(rank)) if waits else 0

    return sorted(rows, key=need)


def _snoozed(cases: Cases) -> list[Case]:
    return [case for case in cases.values() if _is_snoozed(case)]


def _is_snoozed(case: Case | None) -> bool:
    return case is not None and case.state is CaseState.SNOOZED


def _is_alert(row: Conversation) -> bool:
    """Tell whether somebody may be in danger, a child or about to sue, and a person is needed or has control."""
    is_waiting = row.control in (Control.ESCALATED, Control.HUMAN)
    return is_waiting and row.escalation is not None and row.escalation.is_alert


def _tab(look: Look, chosen: Filter, current: bool, cases: Cases) -> Tab:
    count = len(rows_of(look, chosen, None, MOST_COUNTED + 1, cases))
    return Tab(chosen, str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+", current)


def _item(look: Look, row: Conversation, current: bool, case: Case | None) -> Item:
    contact = look.books.contact(row.merchant_id, row.contact_id)
    merchant = look.books.merchant(row.merchant_id)
    newest = look.books.newest_message(row.merchant_id, row.id)
    standing = look.books.suppression(row.merchant_id, contact.phone) if contact else None
    moments = moments_for(contact, merchant, look.now)
    tone, footing = _footing(look, row, look.books.exchange(row.merchant_id, row.exchange_id), case)
    return Item(
        conversation_id=row.id,
        name=short_name(contact.name, contact.phone) if contact else "(erased)",
        needs_person=row.control is Control.ESCALATED,
        unanswered=newest is not None and newest.direction is Direction.IN,
        opted_out=standing is not None and standing.is_live,
        tone=tone,
        footing=footing,
        promise=_promise(moments, case) if case else None,
        snippet=_snippet(row, newest),
        stamp=moments.ago(newest.created_at if newest else row.updated_at),
        current=current,
    )


def _footing(look: Look, row: Conversation, exchange: Exchange | None, case: Case | None) -> tuple[str, str]:
    label = exchange.traffic_type if exchange else TrafficType.A2P
    if row.control is Control.ESCALATED:
        return "asked", f"Claimed by {look.name_of(case.claimed_by)}" if case and case.claimed_by else "Needs a person"
    who = look.name_of(row.holder) if row.control is Control.HUMAN else "AI"
    return label.value.lower(), f"{label.value} {who}"


def _promise(moments: Moments, case: Case) -> Promise:
    what = "reply" if case.clock is ServiceClock.FIRST_REPLY else "settle"
    if case.state is CaseState.SNOOZED and case.snoozed_until is not None:
        return Promise(f"back {moments.clock(case.snoozed_until)}", moments.at(case.snoozed_until).exact, False)
    is_late = case.is_overdue(case.clock, moments.now)
    if is_late:
        words = f"{what} {since(case.due_at, moments.now)} late".replace("now late", "now")
    else:
        words = f"{what} in {until(case.due_at, moments.now)}"
    return Promise(words, moments.at(case.due_at).exact, is_late)


def _snippet(row: Conversation, newest: Message | None) -> str:
    if row.control is Control.ESCALATED and row.escalation is not None:
        return REASONS[row.escalation.reason]
    return newest.text if newest else "no texts yet"

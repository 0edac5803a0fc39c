"""The list at the left: what a filter shows, what needs a person first, or what a search has found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from api.pages.item import Item, item_of
from api.pages.look import Look
from api.rest.cursor import write_cursor
from api.searching import MOST_FOUND, find
from conversation.conversation import Control
from conversation.filter import MOST_COUNTED, Filter, Listed, Place, urgency
from conversation.ids import ConversationId

PAGE = 40
MOST_IN_ORDER = 100
"""So many are shown where the order is not by time and no page follows."""

NOTHING = {
    Filter.ESCALATED: "Nobody waits for a person.",
    Filter.MINE: "Nothing is yours now. Press g to go to the next that waits.",
    Filter.ALL: "No conversations yet. One begins when a shopper texts or leaves a cart.",
    Filter.SNOOZED: "Nothing is put aside.",
    Filter.CLOSED: "Nothing was closed yet.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be listed: a filter, or what was typed into the search; and which conversation is open beside it."""

    filter: Filter = Filter.ALL
    typed: str = ""
    open_id: ConversationId | None = None
    before: Place | None = None

    @property
    def query(self) -> str:
        """What an address ends with that leads to the same list."""
        return urlencode({"show": self.filter.value} | ({"q": self.typed} if self.typed else {}))

    @property
    def home(self) -> str:
        """Where the list stands with what is open beside it."""
        return f"/conversations/{self.open_id}" if self.open_id else "/conversations"

    @property
    def back(self) -> str:
        """Where a form leads that is sent without JavaScript: to the same list."""
        is_plain = self.filter is Filter.ALL and not self.typed
        return self.home if is_plain else f"{self.home}?{self.query}"


@dataclass(frozen=True, slots=True)
class Tab:
    """A filter and how many it would list; ``99+`` where there are more."""

    filter: Filter
    count: str
    current: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """`older` is the cursor of the following page; `now` lets the page's clock follow the house's."""

    asked: Asked
    tabs: tuple[Tab, ...]
    items: tuple[Item, ...]
    older: str | None
    nothing: str
    more: str
    now: datetime


def listing_of(look: Look, asked: Asked) -> Listing:
    """List what the person who looks may answer."""
    return _searched(look, asked) if asked.typed.strip() else _filtered(look, asked)


def next_waiting(look: Look, besides: ConversationId | None) -> ConversationId | None:
    """Return the most urgent conversation that waits and that nobody else has claimed."""
    waiting = look.books.listed(look.user.merchants, Filter.ESCALATED, look.user.id, before=None, limit=MOST_IN_ORDER)
    free = [row for row in waiting if row.case is None or row.case.claimed_by in (None, look.user.id)]
    return next((row.conversation.id for row in free if row.conversation.id != besides), None)


def _filtered(look: Look, asked: Asked) -> Listing:
    limit = PAGE if asked.filter.is_newest_first else MOST_IN_ORDER
    found = look.books.listed(look.user.merchants, asked.filter, look.user.id, before=asked.before, limit=limit + 1)
    shown, goes_on = found[:limit], len(found) > limit
    last = shown[-1].conversation if shown and goes_on else None
    return Listing(
        asked=asked,
        tabs=_tabs(look, asked.filter),
        items=tuple(item_of(look, row, asked.open_id) for row in _by_need(shown, asked.filter)),
        older=write_cursor(last.updated_at, last.id) if last and asked.filter.is_newest_first else None,
        nothing=NOTHING[asked.filter],
        more=f"Only the first {limit} are shown." if goes_on and not asked.filter.is_newest_first else "",
        now=look.now,
    )


def _searched(look: Look, asked: Asked) -> Listing:
    found = find(look.books, look.user.merchants, asked.typed)
    return Listing(
        asked=asked,
        tabs=_tabs(look, None),
        items=tuple(item_of(look, match.listed, asked.open_id, match.excerpt) for match in found),
        older=None,
        nothing="All the words must be in one name, number or text. Words that were erased are gone.",
        more="Only the newest are shown. Another word finds less." if len(found) == MOST_FOUND else "",
        now=look.now,
    )


def _tabs(look: Look, current: Filter | None) -> tuple[Tab, ...]:
    return tuple(Tab(one, _count(look, one), one is current) for one in Filter)


def _count(look: Look, chosen: Filter) -> str:
    count = look.books.count_listed(look.user.merchants, chosen, look.user.id)
    return str(count) if count < MOST_COUNTED else f"{MOST_COUNTED - 1}+"


def _by_need(rows: Iterable[Listed], chosen: Filter) -> list[Listed]:
    """Among the newest put alerts first, then those that wait for a person by urgency; other orders stay."""
    return sorted(rows, key=_need) if chosen.is_newest_first else list(rows)


def _need(listed: Listed) -> tuple[object, ...]:
    row = listed.conversation
    is_at_people = row.control in (Control.ESCALATED, Control.HUMAN)
    is_alert = is_at_people and row.escalation is not None and row.escalation.is_alert
    waits = row.control is Control.ESCALATED and not listed.is_snoozed
    return not is_alert, not waits, urgency(listed) if waits else ()

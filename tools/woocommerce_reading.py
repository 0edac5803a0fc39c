"""Reading a WooCommerce list to its end while it changes: by id, each page from a row that was read already.

The API counts rows, not ids: where an order is paid or removed meanwhile it leaves the list, and all that follow move
up. So each page begins a little before the place that was reached; where its first row is one that was not read yet,
rows have moved up past that place, and it is read from further before.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

OVERLAP = 2
"""Rows that are read again: so many may leave between two pages without another request."""

Row = dict[str, object]
Asks = Callable[[int], Awaitable[tuple[list[Row], int | None]]]
"""Returns the rows from an offset on, by id, and how many the list has, where the shop says."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a list was read: so many rows, the last of which had the id `last`."""

    offset: int = 0
    last: int = 0

    @classmethod
    def read(cls, cursor: str | None) -> "Place":
        """Return the place of a cursor; the begin for none, and for one of another make."""
        offset, _, last = (cursor or "").partition(":")
        return cls(int(offset), int(last)) if offset.isdigit() and last.isdigit() else cls()

    def __str__(self) -> str:
        return f"{self.offset}:{self.last}"


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows that were not read before, and the cursor of those that follow; None where none do."""

    rows: list[Row]
    following: str | None


async def read_on(asks: Asks, each: int, place: Place) -> Slice:
    """Return the rows after `place`, of which one request brings `each`."""
    offset = max(0, place.offset - OVERLAP)
    rows, total = await asks(offset)
    while offset and not _is_known(rows, place.last):
        offset = max(0, offset - each)
        rows, total = await asks(offset)
    fresh = [row for row in rows if (one := _id(row)) is None or one > place.last]
    reached = offset + len(rows)
    if len(rows) < each or reached == total:
        return Slice(fresh, None)
    last = max([place.last, *(one for row in rows if (one := _id(row)) is not None)])
    return Slice(fresh, str(Place(reached, last)))


def _is_known(rows: Sequence[Row], last: int) -> bool:
    """Whether the page begins with what was read; a row whose id a plug-in broke says nothing."""
    first = next((one for row in rows if (one := _id(row)) is not None), None)
    return first is not None and first <= last


def _id(row: Row) -> int | None:
    found = row.get("id")
    return found if isinstance(found, int) else None

"""The retention pass: in small transactions, so that nobody waits for it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

from api.enduring import Loops, attempt
from conversation.clock import Clock
from conversation.errors import TwolaneError
from conversation.ids import first_id
from conversation.ledger import Books, Ledger, Reader
from conversation.linking import strip_links
from conversation.merchant import Merchant
from conversation.retention import (
    SIGHTS_KEPT,
    drop_carts,
    drop_orders,
    strip_drafts,
    strip_events,
    strip_media,
    strip_messages,
    strip_notes,
)

logger = logging.getLogger(__name__)

BATCH = 500
EVERY = timedelta(days=1)
LONGEST_WAIT = 3600.0
"""Seconds until a pass that failed is made again, however often it did."""
LOOK_BACK = timedelta(days=30)
"""How far behind the bound a daily pass still looks for events; the first pass of a process looks at all of them."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """How much a pass destroyed."""

    texts: int = 0
    events: int = 0
    pictures: int = 0
    drafts: int = 0
    notes: int = 0
    carts: int = 0
    links: int = 0
    orders: int = 0
    sights: int = 0
    locks: int = 0

    def __add__(self, other: "Pruned") -> "Pruned":
        return Pruned(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


class Unpruned(TwolaneError):
    """A pass did what it could, and rows of these merchants are left."""


class Born(Protocol):
    """A row with an id that sorts by birth."""

    @property
    def id(self) -> str: ...


Row = TypeVar("Row", bound=Born)


@dataclass(slots=True)
class Retention:
    """Destroys what is older than its merchant keeps it; rows of which something is left stay."""

    ledger: Ledger
    clock: Clock
    loops: Loops = field(default_factory=Loops)
    _has_run: bool = field(default=False, init=False)

    async def run_daily(self) -> None:
        """Make a pass at once and every day after, until cancelled; one that fails is made again sooner."""
        await self.loops.go_on("retention", self._pass, lambda: asyncio.sleep(EVERY.total_seconds()), LONGEST_WAIT)

    async def _pass(self) -> None:
        since = self.clock.now() - LOOK_BACK if self._has_run else None
        pruned = await self.run(since)
        self._has_run = True
        logger.info("retention: %s", pruned)

    async def run(self, since: datetime | None = None) -> Pruned:
        """Make one pass. Of events only those that came of age after `since` are looked at, where it is given.

        Raises Unpruned once all is done that can be, where some merchant's rows could not be destroyed.
        """
        now = self.clock.now()
        pruned, left = Pruned(), list[str]()
        for merchant in await self.ledger.read(lambda books: books.merchants()):
            done = await attempt(f"retention of {merchant.id}", partial(self._prune_merchant, merchant, now, since))
            pruned += done or Pruned()
            left += [merchant.id] if done is None else []
        await merge_words(self.ledger)
        pruned += Pruned(
            sights=await self._repeat(lambda books: books.drop_sights(now - SIGHTS_KEPT, BATCH)),
            locks=await self._repeat(lambda books: books.drop_locks(BATCH)),
        )
        if left:
            raise Unpruned(f"rows of {', '.join(left)} are left; destroyed so far: {pruned}")
        return pruned

    async def _prune_merchant(self, merchant: Merchant, now: datetime, since: datetime | None) -> Pruned:
        kept = timedelta(days=merchant.settings.retention_days)
        ref, before = merchant.id, now - kept
        first = first_id("evt", since - kept) if since is not None else ""
        return Pruned(
            texts=await self._walk(lambda books, after: books.worded_before(ref, before, after, BATCH), strip_messages),
            pictures=await self._walk(lambda books, after: books.media_before(ref, before, after, BATCH), strip_media),
            events=await self._walk(
                lambda books, after: books.events_before(ref, before, after, BATCH), strip_events, first
            ),
            drafts=await self._walk(lambda books, after: books.drafts_before(ref, before, after, BATCH), strip_drafts),
            notes=await self._walk(lambda books, after: books.noted_before(ref, before, after, BATCH), strip_notes),
            carts=await self._walk(lambda books, after: books.carts_before(ref, before, after, BATCH), drop_carts),
            links=await self._walk(lambda books, after: books.linked_before(ref, before, after, BATCH), strip_links),
            orders=await self._walk(
                lambda books, after: books.uploaded_orders_before(ref, before, after, BATCH), drop_orders
            ),
        )

    async def _walk(
        self,
        find: Callable[[Reader, str], Sequence[Row]],
        strip: Callable[[Books, Sequence[Row]], int],
        after: str = "",
    ) -> int:
        """Find page after page and strip each in a transaction of its own; return how many rows were stripped."""
        stripped = 0
        while page := await self.ledger.read(lambda books, after=after: find(books, after)):  # type: ignore[misc]
            stripped += await self.ledger.write(lambda books, page=page: strip(books, page))  # type: ignore[misc]
            after = page[-1].id
        return stripped

    async def _repeat(self, drop: Callable[[Books], int]) -> int:
        dropped = 0
        while count := await self.ledger.write(drop):
            dropped += count
        return dropped


async def merge_words(ledger: Ledger) -> None:
    """Overwrite what destroyed words have left behind in the search, step by step."""
    while await ledger.write(lambda books: books.merge_words()):
        pass

"""The worker wakes conversations that are due and sends what may leave. Correctness is in the ledger."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from api.campaigning import Campaigning
from api.enduring import Loops
from api.live import Live
from api.outside_watch import OutsideWatch
from api.photo_fetching import PhotoFetcher
from api.turns import Turns
from channels.sender import OutboxSender
from conversation.clock import Clock
from conversation.leasing import LEASE_TIME
from conversation.ledger import Ledger, Reader
from conversation.wake import Lease
from conversation.work import Work
from flows.engine import FlowEngine

POLL_SECONDS = 1.0
"""A ring that was lost costs at most this much."""
SETTLING_EVERY = timedelta(seconds=30)
WATCHING_EVERY = timedelta(seconds=60)
INDEXING_EVERY = timedelta(seconds=1)
INDEXED_AT_ONCE = 500


@dataclass(slots=True)
class Worker:
    """Runs up to `slots` turns at once."""

    ledger: Ledger
    clock: Clock
    live: Live
    turns: Turns
    sender: OutboxSender
    outside: OutsideWatch
    photos: PhotoFetcher
    campaigns: Campaigning
    flows: FlowEngine | None = None
    loops: Loops = field(default_factory=Loops)
    slots: int = 16
    _running: set[asyncio.Task[None]] = field(default_factory=set)
    _leaving: set[asyncio.Task[int]] = field(default_factory=set)

    async def run(self) -> None:
        """Work until cancelled; turns that have begun, and texts that are on their way, are finished first."""
        try:
            async with self.live.watch() as watch, asyncio.TaskGroup() as group:
                group.create_task(self._settle_often())
                group.create_task(self._watch_outside())
                group.create_task(self._fetch_photos())
                group.create_task(self._index_words())
                group.create_task(self._run_campaigns())
                group.create_task(self._advance_flows())
                await self.loops.go_on("turns and texts", self._look, lambda: watch.next(POLL_SECONDS))
        finally:
            await asyncio.gather(*self._running, *self._leaving, return_exceptions=True)

    async def drain(self) -> int:
        """Run what is due and send what is queued until nothing is left; return how many turns ran."""
        ran = 0
        while True:
            work = await self._all_work()
            moved = await self._advance() + await self.campaigns.advance_due() if Work.AUTOMATION in work else 0
            work = await self._work() if moved else work
            leases = await self._claim() if Work.TURN in work else ()
            await asyncio.gather(*(self.turns.run(lease) for lease in leases))
            sent = await self.sender.send_queued() if Work.TEXT in work else 0
            fetched = await self.photos.fetch_due() if Work.PHOTO in work else 0
            ran += len(leases)
            if not (moved or leases or sent or fetched):
                break
        return ran

    async def _advance(self) -> int:
        return await self.flows.advance_due() if self.flows is not None else 0

    async def _work(self) -> frozenset[Work]:
        """Look without a write: most rings and every idle second bring nothing to do."""
        now = self.clock.now()
        return await self.ledger.glance(lambda books: books.work_at(now))

    async def _all_work(self) -> frozenset[Work]:
        """Look for flows and campaigns too, which `run` looks for by itself, at a pace of their own."""
        now = self.clock.now()

        def look(books: Reader) -> frozenset[Work]:
            is_automation_due = books.due_runs(now, 1) or books.campaigns_due(now)
            return books.work_at(now) | (frozenset({Work.AUTOMATION}) if is_automation_due else frozenset())

        return await self.ledger.glance(look)

    async def _look(self) -> None:
        work = await self._work()
        if Work.TURN in work:
            await self._begin_due()
        if Work.TEXT in work:
            await self._send()

    async def _send(self) -> None:
        """Send what is queued, and cut off nothing that a carrier is being given: nobody could say whether it left."""
        task = asyncio.create_task(self.sender.send_queued())
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)
        await asyncio.shield(task)

    async def _begin_due(self) -> None:
        for lease in await self._claim():
            task = asyncio.create_task(self.turns.run(lease))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _claim(self) -> tuple[Lease, ...]:
        free = self.slots - len(self._running)
        now = self.clock.now()
        if not free:
            return ()
        return await self.ledger.write(lambda books: books.claim_wakes(now, free, now + LEASE_TIME), durable=False)

    async def _settle_often(self) -> None:
        await self.loops.go_on("settling", self.sender.settle_left_behind, _every(SETTLING_EVERY.total_seconds()))

    async def _watch_outside(self) -> None:
        await self.loops.go_on("texts from outside", self.outside.look, _every(WATCHING_EVERY.total_seconds()))

    async def _index_words(self) -> None:
        await self.loops.go_on("the search", self._index_all, _every(INDEXING_EVERY.total_seconds()))

    async def _index_all(self) -> None:
        while await self.ledger.write(lambda books: books.index_words(INDEXED_AT_ONCE)):
            await asyncio.sleep(0)

    async def _advance_flows(self) -> None:
        await self.loops.go_on("flows", self._advance, _every(POLL_SECONDS))

    async def _fetch_photos(self) -> None:
        async with self.live.watch() as watch:
            await self.loops.go_on("photos", self.photos.fetch_due, lambda: watch.next(POLL_SECONDS))

    async def _run_campaigns(self) -> None:
        """Look once a second, and not at every ring: no campaign waits for what conversations ring about."""
        await self.loops.go_on("campaigns", self._advance_campaigns, _every(POLL_SECONDS))

    async def _advance_campaigns(self) -> None:
        while await self.campaigns.advance_due():
            await asyncio.sleep(0)


def _every(seconds: float) -> Callable[[], Awaitable[None]]:
    return lambda: asyncio.sleep(seconds)

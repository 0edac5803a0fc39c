"""The worker wakes conversations that are due and sends what may leave. Correctness is in the ledger."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta

from api.live import Live
from api.outside_watch import OutsideWatch
from api.photo_fetching import PhotoFetcher
from api.turns import Turns
from channels.sender import OutboxSender
from conversation.clock import Clock
from conversation.leasing import LEASE_TIME
from conversation.ledger import Ledger
from conversation.wake import Lease

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
"""A ring that was lost costs at most this much."""
SETTLING_EVERY = timedelta(seconds=30)
WATCHING_EVERY = timedelta(seconds=60)


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
    slots: int = 16
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        """Work until cancelled; turns that have begun are finished first."""
        try:
            async with self.live.watch() as watch, asyncio.TaskGroup() as group:
                group.create_task(self._settle_often())
                group.create_task(self._watch_outside())
                group.create_task(self._fetch_photos())
                while True:
                    if await self._has_work():
                        await self._begin_due()
                        await self.sender.send_queued()
                    await watch.next(POLL_SECONDS)
        finally:
            await asyncio.gather(*self._running, return_exceptions=True)

    async def drain(self) -> int:
        """Run what is due and send what is queued until nothing is left; return how many turns ran."""
        ran = 0
        while True:
            leases = await self._claim()
            await asyncio.gather(*(self.turns.run(lease) for lease in leases))
            sent = await self.sender.send_queued()
            ran += len(leases)
            if (leases or sent) and await self._has_work():
                continue
            if not await self.photos.fetch_due():
                return ran

    async def _has_work(self) -> bool:
        """Look without a write: most rings and every idle second bring nothing to do."""
        now = self.clock.now()
        return await self.ledger.read(lambda books: books.has_work(now))

    async def _begin_due(self) -> None:
        for lease in await self._claim():
            task = asyncio.create_task(self.turns.run(lease))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _claim(self) -> tuple[Lease, ...]:
        free = self.slots - len(self._running)
        now = self.clock.now()
        return await self.ledger.write(lambda books: books.claim_wakes(now, free, now + LEASE_TIME)) if free else ()

    async def _settle_often(self) -> None:
        while True:
            await self.sender.settle_left_behind()
            await asyncio.sleep(SETTLING_EVERY.total_seconds())

    async def _watch_outside(self) -> None:
        while True:
            await self.outside.look()
            await asyncio.sleep(WATCHING_EVERY.total_seconds())

    async def _fetch_photos(self) -> None:
        async with self.live.watch() as watch:
            while True:
                await self.photos.fetch_due()
                await watch.next(POLL_SECONDS)

"""The heartbeat: before each step of a turn, is it still ours, and is it still about the newest text?"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from conversation.clock import Clock
from conversation.conversation import Conversation
from conversation.leasing import LEASE_TIME, is_mine, renew
from conversation.ledger import Ledger, Reader
from conversation.wake import Lease

BEAT = LEASE_TIME / 3


@dataclass(slots=True)
class Heartbeat:
    """Answers whether the turn that began with `seen` may go on, and renews its lease when a third of it is gone.

    Made right after `seen` was read, it does not read it again for its first answer.
    """

    ledger: Ledger
    clock: Clock
    lease: Lease
    seen: Conversation
    renewed_at: datetime = field(init=False)
    _is_just_read: bool = field(init=False, default=True)
    _timer: asyncio.TimerHandle | None = field(init=False, default=None)
    _beat: asyncio.Future[None] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.renewed_at = self.clock.now()

    async def __call__(self) -> bool:
        if self._is_just_read:
            self._is_just_read = False
            return True
        now = self.clock.now()
        if now - self.renewed_at >= BEAT:
            await self._renew()
        return await self.ledger.glance(self._is_current)

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Renew the lease on time while the block runs, however long a model thinks between two steps."""
        self._wait()
        try:
            yield
        finally:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = None

    def _wait(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(BEAT.total_seconds(), self._beat_once)

    def _beat_once(self) -> None:
        self._beat = asyncio.ensure_future(self._renew_while_beating())
        self._wait()

    async def _renew_while_beating(self) -> None:
        if self._timer is not None:
            await self._renew()

    async def _renew(self) -> None:
        now = self.renewed_at = self.clock.now()
        await self.ledger.write(lambda books: renew(books, self.lease, now))

    def _is_current(self, books: Reader) -> bool:
        if not is_mine(books, self.lease):
            return False
        current = books.conversation(self.lease.merchant_id, self.lease.conversation_id)
        return (
            current is not None
            and current.epoch == self.seen.epoch
            and current.last_inbound_seq == self.seen.last_inbound_seq
        )

"""The heartbeat: before each step of a turn, is it still ours, and is it still about the newest text?"""

from dataclasses import dataclass, field
from datetime import datetime

from conversation.clock import Clock
from conversation.conversation import Conversation
from conversation.leasing import LEASE_TIME, is_mine, renew
from conversation.ledger import Ledger, Reader
from conversation.wake import Lease


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

    def __post_init__(self) -> None:
        self.renewed_at = self.clock.now()

    async def __call__(self) -> bool:
        if self._is_just_read:
            self._is_just_read = False
            return True
        now = self.clock.now()
        if now - self.renewed_at >= LEASE_TIME / 3:
            self.renewed_at = now
            await self.ledger.write(lambda books: renew(books, self.lease, now))
        return await self.ledger.glance(self._is_current)

    def _is_current(self, books: Reader) -> bool:
        if not is_mine(books, self.lease):
            return False
        current = books.conversation(self.lease.merchant_id, self.lease.conversation_id)
        return (
            current is not None
            and current.epoch == self.seen.epoch
            and current.last_inbound_seq == self.seen.last_inbound_seq
        )

"""What is due, in memory."""

from dataclasses import replace
from datetime import datetime

from conversation.due import DueRow
from conversation.ids import ConversationId, MerchantId, new_id
from conversation.store_memory.keys import all_owned, in_order, own, owned, talk
from conversation.store_memory.table import Journal, Table
from conversation.wake import Lease, Wake


class MemoryWakeReader:
    """Implements `conversation.wake_books.WakeReader`."""

    def __init__(self, journal: Journal) -> None:
        self._due = Table[DueRow](journal, own, talk=talk)
        self._wakes = Table[Wake](journal, talk, is_due=lambda row: row.due_at is not None)

    def due_rows(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[DueRow, ...]:
        rows = all_owned(self._due.of(talk=conversation_id), merchant_id)
        return in_order(rows, lambda row: (row.due_at, row.id))

    def due_row(self, merchant_id: MerchantId, due_id: str) -> DueRow | None:
        return owned(self._due.get(due_id), merchant_id)

    def wake_of(self, conversation_id: ConversationId) -> Wake | None:
        return self._wakes.get(conversation_id)

    def free_wakes(self, now: datetime) -> tuple[Wake, ...]:
        """Those that are due and not leased, soonest first."""
        due = [wake for wake in self._wakes.of(is_due=True) if wake.due_at is not None and wake.due_at <= now]
        free = (wake for wake in due if wake.lease_until is None or wake.lease_until <= now)
        return in_order(free, lambda wake: (wake.due_at, wake.conversation_id))


class MemoryWakeBooks(MemoryWakeReader):
    """Implements `conversation.wake_books.WakeBooks`."""

    touched: set[ConversationId]

    def save_due_row(self, row: DueRow) -> None:
        self._due.put(row)
        self.touched.add(row.conversation_id)

    def wake(self, merchant_id: MerchantId, conversation_id: ConversationId, at: datetime) -> None:
        wake = self.wake_of(conversation_id) or Wake(conversation_id, merchant_id, at)
        self.save_wake(replace(wake, due_at=at if wake.due_at is None else min(wake.due_at, at)))

    def save_wake(self, wake: Wake) -> None:
        self._wakes.put(wake)
        self.touched.add(wake.conversation_id)

    def claim_wakes(self, now: datetime, limit: int, until: datetime) -> tuple[Lease, ...]:
        return tuple(self._lease(wake, now, until) for wake in self.free_wakes(now)[:limit])

    def _lease(self, wake: Wake, now: datetime, until: datetime) -> Lease:
        token = new_id("lse", now)
        leased = replace(wake, lease_token=token, lease_until=until, attempts=wake.attempts + 1)
        self._wakes.put(leased)
        return Lease(wake.conversation_id, wake.merchant_id, token, until, leased.attempts)

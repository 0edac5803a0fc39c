"""What turns cost, in memory."""

from datetime import datetime

from conversation.event import Event
from conversation.ids import MerchantId
from conversation.store_memory.table import Table


class MemorySpentReader:
    """Implements `conversation.spent_books.SpentReader`."""

    _events: Table[Event]

    def spent_events(self, merchant_id: MerchantId, since: datetime) -> tuple[Event, ...]:
        rows = [row for row in self._events.of(spent=merchant_id) if row.at >= since]
        return tuple(sorted(rows, key=lambda row: (row.at, row.id), reverse=True))

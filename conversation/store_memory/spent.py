"""What models cost, in memory."""

from datetime import datetime

from conversation.act import Act
from conversation.event import Event, EventKind
from conversation.ids import ConversationId, MerchantId
from conversation.spent import MicroDollars, Spent
from conversation.store_memory.keys import all_owned
from conversation.store_memory.table import Table


class MemorySpentReader:
    """Implements `conversation.spent_books.SpentReader`."""

    _events: Table[Event]
    _acts: Table[Act]

    def spent_events(self, merchant_id: MerchantId, since: datetime) -> tuple[Event, ...]:
        rows = [row for row in self._events.of(spent=merchant_id) if row.at >= since]
        return tuple(sorted(rows, key=lambda row: (row.at, row.id), reverse=True))

    def spent_since(self, merchant_id: MerchantId, since: datetime) -> MicroDollars:
        told = [event.details for event in self.spent_events(merchant_id, since)]
        told += [act.details for act in self._acts.of(spent=merchant_id) if act.at >= since]
        return sum(Spent.of(details).micros or 0 for details in told)

    def spent_in_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> MicroDollars:
        rows = all_owned(self._events.of(talk=conversation_id), merchant_id)
        return sum(Spent.of(row.details).micros or 0 for row in rows if row.kind is EventKind.TURN_SPENT)

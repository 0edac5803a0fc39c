"""Stretches of long conversations, in memory."""

from conversation.event import MILESTONES, Event
from conversation.ids import ConversationId, MerchantId
from conversation.message import Message
from conversation.store_memory.keys import all_owned, in_order
from conversation.store_memory.table import Table


class MemoryThreadReader:
    """Implements `conversation.thread_books.ThreadReader`."""

    _messages: Table[Message]
    _events: Table[Event]

    def messages_between(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, after_seq: int, through_seq: int
    ) -> tuple[Message, ...]:
        rows = all_owned(self._messages.of(talk=conversation_id), merchant_id)
        return in_order((row for row in rows if after_seq < row.seq <= through_seq), lambda row: row.seq)

    def events_since(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, after_seq: int
    ) -> tuple[Event, ...]:
        rows = all_owned(self._events.of(talk=conversation_id), merchant_id)
        return in_order((row for row in rows if row.after_seq >= after_seq), lambda row: row.number)

    def milestones(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, through_seq: int
    ) -> tuple[Event, ...]:
        rows = all_owned(self._events.of(talk=conversation_id), merchant_id)
        told = (row for row in rows if row.kind in MILESTONES and row.after_seq <= through_seq)
        return in_order(told, lambda row: row.number)

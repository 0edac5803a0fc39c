"""Messages, in memory."""

from dataclasses import replace
from datetime import datetime

from conversation.errors import Conflict
from conversation.ids import ConversationId, MerchantId, MessageId
from conversation.message import Message
from conversation.outbox import OutboxRow
from conversation.statements import Vouched
from conversation.store_memory.keys import all_owned, in_order, own, owned, talk
from conversation.store_memory.outbox import NEVER_LEFT
from conversation.store_memory.table import Journal, Table


class MemoryMessageReader:
    """Implements `conversation.message_books.MessageReader`."""

    _outbox: Table[OutboxRow]

    def __init__(self, journal: Journal) -> None:
        self._messages = Table[Message](journal, own, talk=talk, place=lambda row: (row.conversation_id, row.seq))

    def message(self, merchant_id: MerchantId, message_id: MessageId) -> Message | None:
        return owned(self._messages.get(message_id), merchant_id)

    def messages(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, after_seq: int = 0
    ) -> tuple[Message, ...]:
        rows = all_owned(self._messages.of(talk=conversation_id), merchant_id)
        return in_order((row for row in rows if row.seq > after_seq), lambda row: row.seq)

    def transcript(
        self, merchant_id: MerchantId, conversation_id: ConversationId, *, after_seq: int = 0
    ) -> tuple[Message, ...]:
        rows = self.messages(merchant_id, conversation_id, after_seq=after_seq)
        return tuple(replace(row, verdict=None) for row in rows)

    def newest_message(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Message | None:
        rows = all_owned(self._messages.of(talk=conversation_id), merchant_id)
        return max(rows, key=lambda row: row.seq, default=None)

    def sent_since(self, merchant_id: MerchantId, phone: str, since: datetime) -> tuple[Message, ...]:
        rows = self._outbox.of(number=(merchant_id, phone))
        found = [self._messages.get(row.message_id) for row in rows if row.state not in NEVER_LEFT]
        texts = [message for message in found if message is not None and message.created_at >= since]
        return in_order(texts, lambda row: (row.created_at, row.id))


class MemoryMessageBooks(MemoryMessageReader):
    """Implements `conversation.message_books.MessageBooks`."""

    touched: set[ConversationId]
    written: list[Vouched]

    def add_message(self, message: Message) -> None:
        place = (message.conversation_id, message.seq)
        if self._messages.get(message.id) is not None or self._messages.newest_of(place=place) is not None:
            raise Conflict(f"message {message.id} or its place, {message.seq}, is taken")
        self._messages.put(message)
        self.written.append(message)
        self.touched.add(message.conversation_id)

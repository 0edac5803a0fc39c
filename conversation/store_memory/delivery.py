"""Filtered texts and daily allowances, in memory."""

from datetime import datetime

from conversation.conversation import Conversation
from conversation.filtered import FilteredText
from conversation.ids import ContactId, MerchantId, SenderId
from conversation.message import Message
from conversation.outbox import OutboxRow
from conversation.sending_day import SendingDay
from conversation.store_memory.keys import all_owned
from conversation.store_memory.table import Journal, Table
from conversation.template import Template, template_of
from conversation.touch import Touch


class MemoryDeliveryReader:
    """Implements `conversation.delivery_books.DeliveryReader`."""

    _conversations: Table[Conversation]
    _messages: Table[Message]
    _outbox: Table[OutboxRow]
    _touches: Table[Touch]

    def __init__(self, journal: Journal) -> None:
        self._filtered = Table[FilteredText](
            journal, lambda row: row.message_id, template=lambda row: (row.merchant_id, row.template)
        )
        self._days = Table[SendingDay](journal, lambda row: (row.subject, row.day))

    def filtered_texts(self, merchant_id: MerchantId, template: str, since: datetime) -> tuple[FilteredText, ...]:
        rows = (row for row in self._filtered.of(template=(merchant_id, template)) if row.at >= since)
        return tuple(sorted(rows, key=lambda row: (row.at, row.message_id)))

    def count_texts_of(self, merchant_id: MerchantId, template: Template, since: datetime) -> int:
        rows = (row for row in self._outbox.all() if row.merchant_id == merchant_id and row.queued_at >= since)
        texts = (self._messages.get(row.message_id) for row in rows)
        return sum(template_of(text, self._touches.get(text.id)) == template for text in texts if text is not None)

    def last_number(self, merchant_id: MerchantId, contact_id: ContactId) -> SenderId | None:
        talks = all_owned(self._conversations.of(contact=contact_id), merchant_id)
        newest = max(talks, key=lambda talk: (talk.updated_at, talk.id), default=None)
        return newest.sender_id if newest else None

    def sending_day(self, subject: str, day: str) -> SendingDay | None:
        return self._days.get((subject, day))


class MemoryDeliveryBooks(MemoryDeliveryReader):
    """Implements `conversation.delivery_books.DeliveryBooks`."""

    def add_filtered_text(self, text: FilteredText) -> bool:
        if self._filtered.get(text.message_id) is not None:
            return False
        self._filtered.put(text)
        return True

    def lock_sending_day(self, subject: str, day: str, merchant_id: MerchantId) -> SendingDay:
        return self.sending_day(subject, day) or SendingDay(subject, day, merchant_id, 0)

    def save_sending_day(self, day: SendingDay) -> None:
        self._days.put(day)

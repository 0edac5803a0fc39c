"""Books for a convoy: many texts on their way, which are claimed or settled together."""

from collections.abc import Sequence

from conversation.consent import Suppression
from conversation.ids import MerchantId, MessageId
from conversation.message import Message
from conversation.outbox import OutboxRow
from conversation.store_sql import ahead, entities, messages
from conversation.store_sql.books import SqlBooks
from conversation.store_sql.many import SqlManyBooks


class SqlConvoyBooks(SqlManyBooks):
    """Holds the texts' conversations. Their words, and their numbers' suppressions, are read once one is asked for."""

    def __init__(self, outer: SqlBooks, merchant_id: MerchantId, rows: Sequence[OutboxRow]) -> None:
        super().__init__(outer, merchant_id)
        self.talks.update((talk.id, talk) for talk in ahead.talks_of(self._session, merchant_id, rows))
        self._these = ahead.listing(merchant_id, [row.message_id for row in rows])
        found = entities.OUTBOX.all(self._session, ahead.OUTBOX, self._these)
        self.outgoing.update((row.message_id, row) for row in found)
        self._phones = {row.to for row in found}
        self._has_stops = False
        self._messages: dict[MessageId, Message] | None = None

    def message(self, merchant_id: MerchantId, message_id: MessageId) -> Message | None:
        if self._messages is None:
            self._messages = {text.id: text for text in messages.among(self._session, self._these)}
        return self._messages.get(message_id) or super().message(merchant_id, message_id)

    def _learn_keys(self) -> None:
        """Whoever seals knows most of them: those that are missing are read together once one is asked for."""
        self.awaited_keys.update(self.talks[talk].contact_id for talk in self.touched & self.talks.keys())

    def suppression(self, merchant_id: MerchantId, phone: str) -> Suppression | None:
        if not self._has_stops:
            self._has_stops = True
            self.read_stops(self._phones)
        return super().suppression(merchant_id, phone)

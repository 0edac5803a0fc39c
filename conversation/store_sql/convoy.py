"""Books for a convoy: many texts on their way, which are claimed or settled together."""

from collections.abc import Sequence

from conversation.ids import MerchantId, MessageId
from conversation.message import Message
from conversation.outbox import OutboxRow
from conversation.store_sql import ahead, entities, messages
from conversation.store_sql.books import SqlBooks
from conversation.store_sql.many import SqlManyBooks


class SqlConvoyBooks(SqlManyBooks):
    """Holds the texts' conversations, and knows the texts and their numbers' suppressions."""

    def __init__(self, outer: SqlBooks, merchant_id: MerchantId, rows: Sequence[OutboxRow]) -> None:
        super().__init__(outer, merchant_id)
        session = self._session
        self.talks.update((talk.id, talk) for talk in ahead.talks_of(session, merchant_id, rows))
        listed = ahead.listing(merchant_id, [row.message_id for row in rows])
        found = entities.OUTBOX.all(session, ahead.OUTBOX, listed)
        self.outgoing.update((row.message_id, row) for row in found)
        self._messages = {text.id: text for text in messages.among(session, listed)}
        self.read_stops({row.to for row in found})

    def message(self, merchant_id: MerchantId, message_id: MessageId) -> Message | None:
        return self._messages.get(message_id) or super().message(merchant_id, message_id)

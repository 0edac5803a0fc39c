"""Conversations, their exchanges and events, in SQL."""

from datetime import datetime

from conversation.clock import to_milliseconds
from conversation.conversation import Control, Conversation
from conversation.errors import Unknown
from conversation.event import Event
from conversation.exchange import Exchange
from conversation.ids import ContactId, ConversationId, ExchangeId, MerchantId, UserId
from conversation.statements import Vouched
from conversation.store_sql import entities, finding
from conversation.store_sql.codec import Cell
from conversation.store_sql.rows import Lock
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Values


class SqlConversationReader:
    """Implements `conversation.conversation_books.ConversationReader`."""

    _session: Session

    def conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Conversation | None:
        return entities.CONVERSATIONS.one(self._session, id=conversation_id, merchant_id=merchant_id)

    def merchant_of_conversation(self, conversation_id: ConversationId) -> MerchantId | None:
        row = entities.CONVERSATIONS.one(self._session, id=conversation_id)
        return row.merchant_id if row else None

    def open_conversations(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Conversation, ...]:
        values: Values = {"merchant_id": merchant_id, "contact_id": contact_id}
        return entities.CONVERSATIONS.all(self._session, finding.OPEN_CONVERSATIONS, values)

    def conversations(
        self,
        merchants: tuple[MerchantId, ...],
        *,
        control: Control | None = None,
        holder: UserId | None = None,
        before: tuple[datetime, ConversationId] | None = None,
        limit: int = 50,
    ) -> tuple[Conversation, ...]:
        values: dict[str, Cell] = {"limit": limit}
        if holder is not None:
            values["holder"] = holder
        if before is not None:
            values["moment"], values["id"] = to_milliseconds(before[0]), before[1]
        statements = [
            finding.conversations(one, by_holder=holder is not None, after_cursor=before is not None)
            for one in Control
            if control in (one, None)
        ]
        rows = [
            row
            for merchant_id in merchants
            for statement in statements
            for row in entities.CONVERSATIONS.all(self._session, statement, {**values, "merchant_id": merchant_id})
        ]
        return tuple(sorted(rows, key=lambda row: (row.updated_at, row.id), reverse=True)[:limit])

    def exchange(self, merchant_id: MerchantId, exchange_id: ExchangeId) -> Exchange | None:
        return entities.EXCHANGES.one(self._session, id=exchange_id, merchant_id=merchant_id)

    def exchanges(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[Exchange, ...]:
        return entities.EXCHANGES.many(
            self._session, ("epoch", "id"), merchant_id=merchant_id, conversation_id=conversation_id
        )

    def events(self, merchant_id: MerchantId, conversation_id: ConversationId, *, after: int = 0) -> tuple[Event, ...]:
        values: Values = {"merchant_id": merchant_id, "conversation_id": conversation_id, "after": after}
        return entities.EVENTS.all(self._session, finding.EVENTS_AFTER, values)


class SqlConversationBooks(SqlConversationReader):
    """Implements `conversation.conversation_books.ConversationBooks`."""

    touched: set[ConversationId]
    written: list[Vouched]
    talks: dict[ConversationId, Conversation]

    def lock_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Conversation:
        row = entities.CONVERSATIONS.one(self._session, lock=Lock.ALONE, id=conversation_id, merchant_id=merchant_id)
        if row is None:
            raise Unknown("conversation", conversation_id)
        self.talks[row.id] = row
        return row

    def save_conversation(self, conversation: Conversation) -> None:
        stored = self.talks.get(conversation.id)
        if stored is None:
            entities.CONVERSATIONS.save(self._session, conversation)
        else:
            entities.CONVERSATIONS.change(self._session, stored, conversation)
        self.talks[conversation.id] = conversation
        self.touched.add(conversation.id)

    def save_exchange(self, exchange: Exchange) -> None:
        entities.EXCHANGES.save(self._session, exchange)
        self.touched.add(exchange.conversation_id)

    def add_event(self, event: Event) -> None:
        entities.EVENTS.add(self._session, event)
        self.written.append(event)
        self.touched.add(event.conversation_id)

"""Conversations, their exchanges and events, in memory."""

from datetime import datetime

from conversation.conversation import Control, Conversation
from conversation.errors import Conflict, Unknown
from conversation.event import SEAT_EVENTS, Event, EventKind
from conversation.exchange import Exchange
from conversation.ids import ContactId, ConversationId, ExchangeId, MerchantId, UserId
from conversation.statements import Vouched
from conversation.store_memory.keys import all_owned, in_order, own, owned, talk
from conversation.store_memory.table import Journal, Table


class MemoryConversationReader:
    """Implements `conversation.conversation_books.ConversationReader`."""

    def __init__(self, journal: Journal) -> None:
        self._conversations = Table[Conversation](journal, own, contact=lambda row: row.contact_id)
        self._exchanges = Table[Exchange](journal, own, talk=talk, holder=lambda row: row.holder)
        self._events = Table[Event](
            journal,
            own,
            talk=talk,
            place=lambda row: (row.conversation_id, row.number),
            seat=lambda row: row.kind if row.kind in SEAT_EVENTS else None,
            spent=lambda row: row.merchant_id if row.kind is EventKind.TURN_SPENT else None,
        )

    def conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Conversation | None:
        return owned(self._conversations.get(conversation_id), merchant_id)

    def merchant_of_conversation(self, conversation_id: ConversationId) -> MerchantId | None:
        row = self._conversations.get(conversation_id)
        return row.merchant_id if row else None

    def open_conversations(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Conversation, ...]:
        rows = all_owned(self._conversations.of(contact=contact_id), merchant_id)
        return in_order((row for row in rows if row.control is not Control.CLOSED), own)

    def conversations(
        self,
        merchants: tuple[MerchantId, ...],
        *,
        control: Control | None = None,
        holder: UserId | None = None,
        before: tuple[datetime, ConversationId] | None = None,
        limit: int = 50,
    ) -> tuple[Conversation, ...]:
        rows = [
            row
            for row in self._conversations.all()
            if row.merchant_id in merchants
            and control in (None, row.control)
            and holder in (None, row.holder)
            and (before is None or (row.updated_at, row.id) < before)
        ]
        return tuple(sorted(rows, key=lambda row: (row.updated_at, row.id), reverse=True)[:limit])

    def exchange(self, merchant_id: MerchantId, exchange_id: ExchangeId) -> Exchange | None:
        return owned(self._exchanges.get(exchange_id), merchant_id)

    def exchanges(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[Exchange, ...]:
        rows = all_owned(self._exchanges.of(talk=conversation_id), merchant_id)
        return in_order(rows, lambda row: (row.epoch, row.id))

    def events(self, merchant_id: MerchantId, conversation_id: ConversationId, *, after: int = 0) -> tuple[Event, ...]:
        rows = all_owned(self._events.of(talk=conversation_id), merchant_id)
        return in_order((row for row in rows if row.number > after), lambda row: row.number)


class MemoryConversationBooks(MemoryConversationReader):
    """Implements `conversation.conversation_books.ConversationBooks`."""

    touched: set[ConversationId]
    written: list[Vouched]
    talks: dict[ConversationId, Conversation]

    def lock_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Conversation:
        row = self.conversation(merchant_id, conversation_id)
        if row is None:
            raise Unknown("conversation", conversation_id)
        self.talks[row.id] = row
        return row

    def save_conversation(self, conversation: Conversation) -> None:
        running = self.open_conversations(conversation.merchant_id, conversation.contact_id)
        is_open = conversation.control is not Control.CLOSED
        if (conversation.control is Control.HUMAN) != (conversation.holder is not None):
            raise Conflict("a person holds the conversation, or nobody does")
        if is_open and any(row.id != conversation.id for row in running):
            raise Conflict("the contact has an open conversation already")
        self._conversations.put(conversation)
        self.talks[conversation.id] = conversation
        self.touched.add(conversation.id)

    def save_exchange(self, exchange: Exchange) -> None:
        self._exchanges.put(exchange)
        self.touched.add(exchange.conversation_id)

    def add_event(self, event: Event) -> None:
        place = (event.conversation_id, event.number)
        if self._events.get(event.id) is not None or self._events.newest_of(place=place) is not None:
            raise Conflict(f"event {event.id} or its place, {event.number}, is taken")
        self._events.put(event)
        self.written.append(event)
        self.touched.add(event.conversation_id)

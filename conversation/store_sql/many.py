"""Books for many texts in one transaction: what is the same for all is asked once, and what is written goes together.

On Postgres a text costs some thirty statements, each a way to the server and back. Here its questions were answered
before (see `crowd` and `convoy`), and its rows go in a row with the others'.
"""

import secrets
from collections.abc import Callable, Iterable
from typing import TypeVar

from conversation.consent import Suppression
from conversation.conversation import Conversation
from conversation.event import Event
from conversation.exchange import Exchange
from conversation.halt import Halt
from conversation.ids import ConversationId, MerchantId, MessageId, SenderId
from conversation.merchant import Merchant
from conversation.message import Message
from conversation.outbox import OutboxRow, OutboxState
from conversation.sealing import KEY_BYTES
from conversation.sender import Sender
from conversation.store_sql import ahead, audit, automation, entities, messages
from conversation.store_sql.books import SqlBooks
from conversation.touch import Touch

T = TypeVar("T")


class SqlManyBooks(SqlBooks):
    """What it locks, knows and writes counts for `outer`, whose transaction it is part of."""

    def __init__(self, outer: SqlBooks, merchant_id: MerchantId) -> None:
        super().__init__(outer._session, outer._audit)
        self.touched, self.written, self.talks = outer.touched, outer.written, outer.talks
        self.outgoing, self.known_keys, self.awaited_keys = outer.outgoing, outer.known_keys, outer.awaited_keys
        self._merchant_id = merchant_id
        self._once: dict[tuple[str, str], object] = {}
        self._opened: dict[ConversationId, Conversation] = {}
        self._stored: dict[ConversationId, Conversation] = {}
        self._changed: dict[ConversationId, Conversation] = {}
        self._exchanges: list[Exchange] = []
        self._events: list[Event] = []
        self._texts: list[Message] = []
        self._stored_rows: dict[MessageId, OutboxRow] = {}
        self._rows: dict[MessageId, OutboxRow] = {}
        self._touches: list[Touch] = []
        self._stops: dict[str, tuple[Suppression, ...]] = {}

    def read_stops(self, phones: Iterable[str]) -> None:
        """Read the suppressions of these numbers, those under their tokens too."""
        names = {*phones}
        if self._audit is not None:
            names |= {self._audit.token(self._merchant_id, phone) for phone in names}
        listed = ahead.listing(self._merchant_id, names)
        self._stops = ahead.grouped(
            entities.SUPPRESSIONS, self._session, ahead.SUPPRESSIONS, listed, lambda standing: standing.phone
        )

    def suppression(self, merchant_id: MerchantId, phone: str) -> Suppression | None:
        token = self._audit.token(merchant_id, phone) if self._audit else phone
        found = (*self._stops.get(phone, ()), *(self._stops.get(token, ()) if token != phone else ()))
        return max(found, key=lambda standing: standing.since, default=None)

    def save_suppression(self, suppression: Suppression) -> None:
        super().save_suppression(suppression)
        self._stops[suppression.phone] = (suppression,)

    def merchant(self, merchant_id: MerchantId) -> Merchant | None:
        return self._ask_once("merchant", merchant_id, lambda: super(SqlManyBooks, self).merchant(merchant_id))

    def sender(self, merchant_id: MerchantId, sender_id: SenderId) -> Sender | None:
        return self._ask_once("sender", sender_id, lambda: super(SqlManyBooks, self).sender(merchant_id, sender_id))

    def senders(self, merchant_id: MerchantId) -> tuple[Sender, ...]:
        return self._ask_once("senders", merchant_id, lambda: super(SqlManyBooks, self).senders(merchant_id))

    def halts(self, merchant_id: MerchantId) -> tuple[Halt, ...]:
        return self._ask_once("halts", merchant_id, lambda: super(SqlManyBooks, self).halts(merchant_id))

    def lock_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Conversation:
        return self.talks.get(conversation_id) or super().lock_conversation(merchant_id, conversation_id)

    def conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Conversation | None:
        return self.talks.get(conversation_id) or super().conversation(merchant_id, conversation_id)

    def outbox_row(self, merchant_id: MerchantId, message_id: MessageId) -> OutboxRow | None:
        return self.outgoing.get(message_id) or super().outbox_row(merchant_id, message_id)

    def queued_in(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[OutboxRow, ...]:
        """Those that are stored, as they were changed here, and those that were added here."""
        stored = () if conversation_id in self._opened else super().queued_in(merchant_id, conversation_id)
        own = {row.message_id: row for row in self._rows.values() if row.conversation_id == conversation_id}
        rows = {row.message_id: row for row in stored} | own
        queued = (row for row in rows.values() if row.state is OutboxState.QUEUED)
        return tuple(sorted(queued, key=lambda row: (row.queued_at, row.message_id)))

    def save_conversation(self, conversation: Conversation) -> None:
        if conversation.id in self._opened or conversation.id not in self.talks:
            self._opened[conversation.id] = conversation
        else:
            self._stored.setdefault(conversation.id, self.talks[conversation.id])
            self._changed[conversation.id] = conversation
        self.talks[conversation.id] = conversation
        self.touched.add(conversation.id)

    def save_exchange(self, exchange: Exchange) -> None:
        self._exchanges.append(exchange)
        self.touched.add(exchange.conversation_id)

    def add_event(self, event: Event) -> None:
        self._events.append(event)
        self.written.append(event)
        self.touched.add(event.conversation_id)

    def add_message(self, message: Message) -> None:
        self._texts.append(message)
        self.written.append(message)
        self.touched.add(message.conversation_id)

    def save_outbox_row(self, row: OutboxRow) -> None:
        stored = self.outgoing.get(row.message_id)
        if stored is not None and row.message_id not in self._rows:
            self._stored_rows[row.message_id] = stored
        self._rows[row.message_id] = row
        self.outgoing[row.message_id] = row
        self.written.append(row)
        self.touched.add(row.conversation_id)

    def add_touch(self, touch: Touch) -> None:
        self._touches.append(touch)

    def end(self) -> None:
        """Write everything, and let the audit log know the contacts' keys."""
        session = self._session
        entities.CONVERSATIONS.add_all(session, self._opened.values())
        entities.CONVERSATIONS.change_all(session, [(self._stored[id_], row) for id_, row in self._changed.items()])
        entities.EXCHANGES.save_all(session, self._exchanges)
        entities.EVENTS.add_all(session, self._events)
        messages.add_all(session, self._texts)
        known = self._stored_rows
        entities.OUTBOX.add_all(session, [row for row in self._rows.values() if row.message_id not in known])
        entities.OUTBOX.change_all(session, [(stored, self._rows[ref]) for ref, stored in known.items()])
        automation.TOUCHES.add_all(session, self._touches)
        if self._audit is not None:
            self._learn_keys()

    def _learn_keys(self) -> None:
        session, merchant_id = self._session, self._merchant_id
        talks = {row.conversation_id for rows in (self._events, self._texts, self._rows.values()) for row in rows}
        subjects = {self.talks[talk].contact_id for talk in talks}
        known = ahead.audit_keys(session, merchant_id, subjects)
        if fresh := subjects - known.keys():
            audit.add_keys(session, merchant_id, {subject: secrets.token_bytes(KEY_BYTES) for subject in fresh})
            known = ahead.audit_keys(session, merchant_id, subjects)
        self.known_keys.update(known)

    def _ask_once(self, what: str, ref: str, ask: Callable[[], T]) -> T:
        """What is the same for the whole crowd is read once."""
        if (what, ref) not in self._once:
            self._once[what, ref] = ask()
        found: T = self._once[what, ref]  # type: ignore[assignment]
        return found

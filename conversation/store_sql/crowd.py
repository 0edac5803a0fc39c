"""Books for many texts at once, one to each contact: read ahead together, written together when the block ends.

On Postgres a text costs some thirty statements, each a way to the server and back. In a crowd of 500 its questions
were answered before, and what it writes goes in a row with the others'.
"""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from conversation.consent import Consent, Suppression
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.errors import Stale
from conversation.event import Event
from conversation.exchange import Exchange
from conversation.halt import Halt
from conversation.ids import ContactId, ConversationId, MerchantId, SenderId
from conversation.merchant import Merchant
from conversation.message import Message
from conversation.number_check import NumberCheck
from conversation.offer import Offer
from conversation.outbox import OutboxRow
from conversation.sealing import KEY_BYTES
from conversation.sender import Sender
from conversation.store_sql import ahead, audit, automation, entities, messages
from conversation.store_sql.books import ADD_LOCK, SqlBooks
from conversation.touch import Touch

T = TypeVar("T")


class SqlCrowdBooks(SqlBooks):
    """What it locks, knows and writes counts for `outer`, whose transaction it is part of."""

    def __init__(self, outer: SqlBooks, merchant_id: MerchantId, contacts: Sequence[ContactId]) -> None:
        super().__init__(outer._session, outer._audit)
        self.touched, self.written, self.talks = outer.touched, outer.written, outer.talks
        self.outgoing, self.known_keys = outer.outgoing, outer.known_keys
        self._merchant_id = merchant_id
        self._once: dict[tuple[str, str], object] = {}
        self._opened: dict[ConversationId, Conversation] = {}
        self._stored: dict[ConversationId, Conversation] = {}
        self._changed: dict[ConversationId, Conversation] = {}
        self._exchanges: list[Exchange] = []
        self._events: list[Event] = []
        self._texts: list[Message] = []
        self._rows: list[OutboxRow] = []
        self._touches: list[Touch] = []
        self._read_ahead(contacts)

    def _read_ahead(self, contacts: Sequence[ContactId]) -> None:
        session, merchant_id = self._session, self._merchant_id
        self._contacts = self._lock_numbers(contacts)
        phones = [contact.phone for contact in self._contacts.values()]
        by_phone = ahead.listing(merchant_id, phones)
        tokens = [self._audit.token(merchant_id, phone) for phone in phones] if self._audit else []
        self._phones = frozenset(phones)
        self._consents = ahead.grouped(
            entities.CONSENTS, session, ahead.CONSENTS, by_phone, lambda consent: consent.phone
        )
        stops = ahead.listing(merchant_id, [*phones, *tokens])
        self._stops = ahead.grouped(
            entities.SUPPRESSIONS, session, ahead.SUPPRESSIONS, stops, lambda standing: standing.phone
        )
        self._checks = ahead.grouped(
            entities.NUMBER_CHECKS, session, ahead.NUMBER_CHECKS, by_phone, lambda check: check.phone
        )
        talks = ahead.open_talks(session, merchant_id, self._contacts)
        self.talks.update((talk.id, talk) for talk in talks)
        self._running = {talk.contact_id: talk for talk in talks}
        offers = ahead.listing(merchant_id, [talk.id for talk in talks])
        self._offers = ahead.grouped(
            entities.OFFERS, session, ahead.OFFERS, offers, lambda offer: offer.conversation_id
        )
        self._newest_sent = ahead.newest_sent(session, merchant_id, phones)

    def _lock_numbers(self, contacts: Sequence[ContactId]) -> dict[ContactId, Contact]:
        """Lock them in one order, as everybody does who takes several (see `SqlBooks.lock_contact`), then read them."""
        by_id = ahead.listing(self._merchant_id, contacts)
        known = entities.CONTACTS.all(self._session, ahead.CONTACTS, by_id)
        if self._session.dialect == "sqlite":
            return {contact.id: contact for contact in known}
        phones, locked = sorted(contact.phone for contact in known), 0
        while locked < len(phones):
            self._session.run_all(ADD_LOCK, [{"merchant_id": self._merchant_id, "phone": phone} for phone in phones])
            locked = len(self._session.all(ahead.LOCKS, ahead.listing(self._merchant_id, phones)))
        known = entities.CONTACTS.all(self._session, ahead.CONTACTS, by_id)
        return {contact.id: contact for contact in known}

    def lock_contact(self, merchant_id: MerchantId, phone: str) -> None:
        if phone not in self._phones:
            raise Stale("somebody else's number asked for within a crowd")

    def contact(self, merchant_id: MerchantId, contact_id: ContactId) -> Contact | None:
        return self._contacts.get(contact_id)

    def consents(self, merchant_id: MerchantId, phone: str) -> tuple[Consent, ...]:
        return self._consents.get(phone, ())

    def suppression(self, merchant_id: MerchantId, phone: str) -> Suppression | None:
        token = self._audit.token(merchant_id, phone) if self._audit else phone
        found = (*self._stops.get(phone, ()), *(self._stops.get(token, ()) if token != phone else ()))
        return max(found, key=lambda standing: standing.since, default=None)

    def number_checks(self, merchant_id: MerchantId, phone: str) -> tuple[NumberCheck, ...]:
        return self._checks.get(phone, ())

    def open_conversations(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Conversation, ...]:
        running = self._running.get(contact_id)
        return (self.talks[running.id],) if running else ()

    def offers_of_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[Offer, ...]:
        return self._offers.get(conversation_id, ())

    def sent_since(self, merchant_id: MerchantId, phone: str, since: datetime) -> tuple[Message, ...]:
        newest = self._newest_sent.get(phone)
        return () if newest is None or newest < since else super().sent_since(merchant_id, phone, since)

    def merchant(self, merchant_id: MerchantId) -> Merchant | None:
        return self._ask_once("merchant", merchant_id, lambda: super(SqlCrowdBooks, self).merchant(merchant_id))

    def sender(self, merchant_id: MerchantId, sender_id: SenderId) -> Sender | None:
        return self._ask_once("sender", sender_id, lambda: super(SqlCrowdBooks, self).sender(merchant_id, sender_id))

    def senders(self, merchant_id: MerchantId) -> tuple[Sender, ...]:
        return self._ask_once("senders", merchant_id, lambda: super(SqlCrowdBooks, self).senders(merchant_id))

    def halts(self, merchant_id: MerchantId) -> tuple[Halt, ...]:
        return self._ask_once("halts", merchant_id, lambda: super(SqlCrowdBooks, self).halts(merchant_id))

    def queued_in(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[OutboxRow, ...]:
        return () if conversation_id in self._opened else super().queued_in(merchant_id, conversation_id)

    def lock_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> Conversation:
        return self.talks.get(conversation_id) or super().lock_conversation(merchant_id, conversation_id)

    def save_conversation(self, conversation: Conversation) -> None:
        if conversation.id in self._opened or conversation.id not in self.talks:
            self._opened[conversation.id] = conversation
            self._running[conversation.contact_id] = conversation
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
        self._rows.append(row)
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
        entities.OUTBOX.save_all(session, self._rows)
        automation.TOUCHES.add_all(session, self._touches)
        if self._audit is not None:
            self._learn_keys()

    def _learn_keys(self) -> None:
        session, merchant_id = self._session, self._merchant_id
        talks = {row.conversation_id for rows in (self._events, self._texts, self._rows) for row in rows}
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

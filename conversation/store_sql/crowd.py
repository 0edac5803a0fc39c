"""Books for a crowd: many contacts who are each to have one text."""

from collections.abc import Sequence
from datetime import datetime

from conversation.consent import Consent
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.errors import Stale
from conversation.ids import ContactId, ConversationId, MerchantId
from conversation.message import Message
from conversation.number_check import NumberCheck
from conversation.offer import Offer
from conversation.store_sql import ahead, entities
from conversation.store_sql.books import SqlBooks
from conversation.store_sql.contacts import ADD_LOCK
from conversation.store_sql.many import SqlManyBooks


class SqlCrowdBooks(SqlManyBooks):
    """Holds the contacts' numbers, and knows what the gate will ask about them. Nothing may be asked of others."""

    def __init__(self, outer: SqlBooks, merchant_id: MerchantId, contacts: Sequence[ContactId]) -> None:
        super().__init__(outer, merchant_id)
        self._read_ahead(contacts)

    def _read_ahead(self, contacts: Sequence[ContactId]) -> None:
        session, merchant_id = self._session, self._merchant_id
        self._contacts = self._lock_numbers(contacts)
        phones = [contact.phone for contact in self._contacts.values()]
        by_phone = ahead.listing(merchant_id, phones)
        self._phones = frozenset(phones)
        self._consents = ahead.grouped(
            entities.CONSENTS, session, ahead.CONSENTS, by_phone, lambda consent: consent.phone
        )
        self.read_stops(phones)
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

    def save_conversation(self, conversation: Conversation) -> None:
        super().save_conversation(conversation)
        self._running[conversation.contact_id] = conversation

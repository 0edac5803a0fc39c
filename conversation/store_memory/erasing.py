"""Forgetting in memory: rows are stripped of a person, or go."""

from datetime import datetime

from conversation.audit import AuditKeys
from conversation.cart import Cart
from conversation.consent_event import ConsentEvent
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.due import DueRow, DueState
from conversation.erasure import Erasure, LegalHold
from conversation.event import Event
from conversation.ids import ContactId, MerchantId
from conversation.message import Message
from conversation.statements import Vouched
from conversation.store_memory.keys import all_owned, in_order, own
from conversation.store_memory.reader import MemoryReader
from conversation.store_memory.table import Table


class MemoryErasable(MemoryReader):
    """Implements `conversation.erasable.Erasable`."""

    written: list[Vouched]

    def __init__(self, audit: AuditKeys | None = None) -> None:
        super().__init__(audit)
        self._erasures = Table[Erasure](self.journal, own, number=lambda row: (row.merchant_id, row.number))
        self._holds = Table[LegalHold](self.journal, own, contact=lambda row: row.contact_id)
        self._sights: dict[tuple[str, str], datetime] = {}

    def conversations_of(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Conversation, ...]:
        return in_order(all_owned(self._conversations.of(contact=contact_id), merchant_id), own)

    def carts_of(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Cart, ...]:
        return in_order(all_owned(self._carts.of(contact=contact_id), merchant_id), own)

    def erasures_of(self, merchant_id: MerchantId, number: str) -> tuple[Erasure, ...]:
        return in_order(self._erasures.of(number=(merchant_id, number)), lambda row: (row.at, row.id))

    def erasures(self, merchant_id: MerchantId) -> tuple[Erasure, ...]:
        return in_order(all_owned(self._erasures.all(), merchant_id), lambda row: (row.at, row.id))

    def legal_holds_of(self, merchant_id: MerchantId) -> tuple[LegalHold, ...]:
        return in_order(all_owned(self._holds.all(), merchant_id), lambda row: (row.since, row.id))

    def standing_numbers(self, merchant_id: MerchantId) -> tuple[str, ...]:
        consents = {row.phone for row in all_owned(self._consents.all(), merchant_id)}
        changes = {row.phone for row in all_owned(self._consent_events.all(), merchant_id)}
        stops = {row.phone for row in all_owned(self._suppressions.all(), merchant_id)}
        return tuple(sorted(consents | changes | stops))

    def legal_holds(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[LegalHold, ...]:
        return in_order(all_owned(self._holds.of(contact=contact_id), merchant_id), lambda row: (row.since, row.id))

    def worded_before(self, merchant_id: MerchantId, before: datetime, after: str, limit: int) -> tuple[Message, ...]:
        rows = [row for row in all_owned(self._messages.all(), merchant_id) if row.body is not None]
        return in_order([row for row in rows if row.created_at < before and row.id > after], own)[:limit]

    def events_before(self, merchant_id: MerchantId, before: datetime, after: str, limit: int) -> tuple[Event, ...]:
        rows = all_owned(self._events.all(), merchant_id)
        return in_order([row for row in rows if row.at < before and row.id > after], own)[:limit]

    def drafts_before(self, merchant_id: MerchantId, before: datetime, after: str, limit: int) -> tuple[DueRow, ...]:
        rows = [row for row in all_owned(self._due.all(), merchant_id) if row.state is not DueState.WAITING]
        drafts = [row for row in rows if row.draft is not None and row.expires_at < before and row.id > after]
        return in_order(drafts, own)[:limit]

    def noted_before(
        self, merchant_id: MerchantId, before: datetime, after: str, limit: int
    ) -> tuple[Conversation, ...]:
        rows = [row for row in all_owned(self._conversations.all(), merchant_id) if row.escalation is not None]
        return in_order([row for row in rows if row.updated_at < before and row.id > after], own)[:limit]

    def carts_before(self, merchant_id: MerchantId, before: datetime, after: str, limit: int) -> tuple[Cart, ...]:
        rows = all_owned(self._carts.all(), merchant_id)
        return in_order([row for row in rows if row.updated_at < before and row.id > after], own)[:limit]

    def rewrite_message(self, message: Message) -> None:
        self._messages.put(message)
        self.written.append(message)

    def rewrite_event(self, event: Event) -> None:
        self._events.put(event)
        self.written.append(event)

    def rewrite_consent_event(self, event: ConsentEvent) -> None:
        self._consent_events.put(event)
        self.written.append(event)

    def drop_contact(self, contact: Contact) -> None:
        self._contacts.drop(contact.id)
        for check in self._number_checks.of(number=(contact.merchant_id, contact.phone)):
            self._number_checks.drop((check.merchant_id, check.phone, check.kind))

    def drop_cart(self, cart: Cart) -> None:
        self._carts.drop(cart.id)

    def drop_suppression(self, merchant_id: MerchantId, phone: str) -> None:
        self._suppressions.drop((merchant_id, phone))

    def save_erasure(self, erasure: Erasure) -> None:
        self._erasures.put(erasure)
        self.written.append(erasure)

    def save_legal_hold(self, held: LegalHold) -> None:
        self._holds.put(held)
        self.written.append(held)

    def drop_sights(self, before: datetime, limit: int) -> int:
        old = [sight for sight, at in self._sights.items() if at < before][:limit]
        for sight in old:
            self._forget_sight(sight)
        return len(old)

    def drop_locks(self, limit: int) -> int:
        """Nobody locks a number here."""
        return 0

    def _forget_sight(self, sight: tuple[str, str]) -> None:
        at = self._sights.pop(sight)
        self.journal.append(lambda: self._sights.__setitem__(sight, at))

"""The part of the ledger's port that forgets: rows are stripped of a person, or go."""

from datetime import datetime
from typing import Protocol

from conversation.cart import Cart
from conversation.consent_event import ConsentEvent
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.due import DueRow
from conversation.erasure import Erasure, LegalHold
from conversation.event import Event
from conversation.ids import ContactId, MerchantId
from conversation.message import Message


class ErasableReader(Protocol):
    """Finds what there is to erase."""

    def conversations_of(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Conversation, ...]:
        """Every conversation of the contact, closed ones too, in id order."""
        ...

    def carts_of(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Cart, ...]:
        """Every cart of the contact, in id order."""
        ...

    def erasures_of(self, merchant_id: MerchantId, number: str) -> tuple[Erasure, ...]:
        """Every erasure of a contact with this number's token, oldest first."""
        ...

    def erasures(self, merchant_id: MerchantId) -> tuple[Erasure, ...]:
        """Every erasure of the merchant's contacts, oldest first."""
        ...

    def legal_holds_of(self, merchant_id: MerchantId) -> tuple[LegalHold, ...]:
        """Every hold there ever was on any of the merchant's contacts, oldest first."""
        ...

    def standing_numbers(self, merchant_id: MerchantId) -> tuple[str, ...]:
        """Every number, or token of one, that consented or is suppressed, in order."""
        ...

    def legal_holds(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[LegalHold, ...]:
        """Every hold there ever was on the contact, oldest first."""
        ...

    def worded_before(self, merchant_id: MerchantId, before: datetime, after: str, limit: int) -> tuple[Message, ...]:
        """Messages that still have their words and were written earlier than `before`, by id, from `after` on."""
        ...

    def events_before(self, merchant_id: MerchantId, before: datetime, after: str, limit: int) -> tuple[Event, ...]:
        """Events earlier than `before`, by id, from `after` on."""
        ...

    def drafts_before(self, merchant_id: MerchantId, before: datetime, after: str, limit: int) -> tuple[DueRow, ...]:
        """Due rows that are dealt with, expired earlier than `before` and hold a draft, by id, from `after` on."""
        ...

    def noted_before(
        self, merchant_id: MerchantId, before: datetime, after: str, limit: int
    ) -> tuple[Conversation, ...]:
        """Escalated conversations that nothing has touched since `before`, by id, from `after` on."""
        ...

    def carts_before(self, merchant_id: MerchantId, before: datetime, after: str, limit: int) -> tuple[Cart, ...]:
        """Carts that nothing has touched since `before`, by id, from `after` on."""
        ...


class Erasable(ErasableReader, Protocol):
    """Strips and drops rows inside one transaction."""

    def rewrite_message(self, message: Message) -> None:
        """Put a stripped message in the place of the whole one; without a body its words are destroyed."""
        ...

    def rewrite_event(self, event: Event) -> None:
        """Put a stripped event in the place of the whole one."""
        ...

    def rewrite_consent_event(self, event: ConsentEvent) -> None:
        """Put a consent event under its number's token in the place of the one under the number."""
        ...

    def drop_contact(self, contact: Contact) -> None:
        """Remove the contact with its number's lock, what lists said of it, and what was noted as seen of it."""
        ...

    def drop_cart(self, cart: Cart) -> None: ...

    def drop_suppression(self, merchant_id: MerchantId, phone: str) -> None: ...

    def save_erasure(self, erasure: Erasure) -> None: ...

    def save_legal_hold(self, held: LegalHold) -> None: ...

    def drop_sights(self, before: datetime, limit: int) -> int:
        """Forget up to `limit` sights earlier than `before`; return how many went."""
        ...

    def drop_locks(self, limit: int) -> int:
        """Remove up to `limit` rows that stand for numbers' locks and that nobody holds; return how many went."""
        ...

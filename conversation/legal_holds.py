"""Legal holds: somebody may sue, so nothing about a contact may go."""

from dataclasses import replace
from datetime import datetime

from conversation.contact import Contact
from conversation.erasure import LegalHold
from conversation.errors import Conflict, Unknown
from conversation.ids import ContactId, MerchantId, new_id
from conversation.ledger import Books, Reader


def live_hold(books: Reader, merchant_id: MerchantId, contact_id: ContactId) -> LegalHold | None:
    """Return the hold that stands on the contact."""
    return next((held for held in books.legal_holds(merchant_id, contact_id) if held.is_live), None)


def place_hold(books: Books, merchant_id: MerchantId, phone: str, by: str, reason: str, now: datetime) -> LegalHold:
    """Keep everything about the contact with this number. Raises Unknown, and Conflict where a hold stands."""
    contact = _locked(books, merchant_id, phone)
    standing = live_hold(books, merchant_id, contact.id)
    if standing is not None:
        raise Conflict(f"{standing.by} has held this contact since {standing.since:%Y-%m-%d}: {standing.reason}")
    held = LegalHold(new_id("hld", now), merchant_id, contact.id, by, reason, now)
    books.save_legal_hold(held)
    return held


def release_hold(books: Books, merchant_id: MerchantId, phone: str, by: str, now: datetime) -> LegalHold:
    """End the hold on the contact with this number. Raises Unknown, and Conflict where none stands."""
    contact = _locked(books, merchant_id, phone)
    standing = live_hold(books, merchant_id, contact.id)
    if standing is None:
        raise Conflict(f"no hold stands on {phone}")
    released = replace(standing, released_by=by, released_at=now)
    books.save_legal_hold(released)
    return released


def _locked(books: Books, merchant_id: MerchantId, phone: str) -> Contact:
    books.lock_contact(merchant_id, phone)
    contact = books.contact_by_phone(merchant_id, phone)
    if contact is None:
        raise Unknown("contact", phone)
    return contact

"""Keeping what is asked through a shop for somebody's privacy, and how it stands."""

from dataclasses import replace
from datetime import datetime, timedelta

from conversation.ids import ContactId, MerchantId, new_id
from conversation.ledger import Books, Reader
from conversation.privacy_request import PrivacyRequest, PrivacyTopic

WITHIN = timedelta(days=30)
"""How long there is for it (Shopify, Privacy law compliance: "complete the action within 30 days")."""
ERASED_AFTER = timedelta(days=25)
"""A shop that is connected again by then keeps its shoppers; the days that are left are for what cannot be done yet."""


def ask_for_record(books: Books, merchant_id: MerchantId, ref: str, contact_id: ContactId, now: datetime) -> None:
    """Keep that the shop's owner is to be given the contact's record."""
    books.save_privacy_request(
        PrivacyRequest(new_id("prq", now), merchant_id, PrivacyTopic.DATA, ref, contact_id, now, now + WITHIN)
    )


def ask_to_forget_all(books: Books, merchant_id: MerchantId, ref: str, now: datetime) -> None:
    """Keep that everybody is to be forgotten; one that waits already goes on waiting."""
    if not open_requests(books, merchant_id, PrivacyTopic.SHOP):
        books.save_privacy_request(
            PrivacyRequest(new_id("prq", now), merchant_id, PrivacyTopic.SHOP, ref, None, now, now + ERASED_AFTER)
        )


def open_requests(books: Reader, merchant_id: MerchantId, topic: PrivacyTopic) -> tuple[PrivacyRequest, ...]:
    """Return the requests that are not done."""
    asked = books.privacy_requests(merchant_id)
    return tuple(one for one in asked if one.topic is topic and one.done_at is None)


def note_outcome(books: Books, request: PrivacyRequest, outcome: str, done_at: datetime | None) -> None:
    """Keep how the request stands; `done_at` None where it has to be tried again."""
    books.save_privacy_request(replace(request, outcome=outcome[:300], done_at=done_at))

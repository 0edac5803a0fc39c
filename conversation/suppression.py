"""Suppressing a number for a whole merchant: a fence too, as strong as a takeover."""

from dataclasses import replace
from datetime import datetime

from conversation.consent import ConsentState, Suppression, SuppressionReason
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ids import MerchantId, MessageId
from conversation.ledger import Books


def suppress(
    books: Books,
    merchant_id: MerchantId,
    phone: str,
    reason: SuppressionReason,
    evidence: str,
    now: datetime,
    message_id: MessageId | None = None,
) -> Suppression:
    """Stop every text to `phone`: raise the suppression, cancel what is queued by anybody, make all drafts stale.

    A number that is suppressed already keeps its first suppression; rows queued since are cancelled all the same.
    """
    books.lock_contact(merchant_id, phone)
    standing = books.suppression(merchant_id, phone)
    if standing is None or not standing.is_live:
        standing = Suppression(merchant_id, phone, reason, now, evidence, message_id)
        books.save_suppression(standing)
    for consent in books.consents(merchant_id, phone):
        if consent.state is not ConsentState.REVOKED:
            books.save_consent(replace(consent, state=ConsentState.REVOKED))
    contact = books.contact_by_phone(merchant_id, phone)
    if contact is not None:
        for conversation in books.open_conversations(merchant_id, contact.id):
            with hold(books, merchant_id, conversation.id, now) as held:
                held.raise_epoch()
                held.cancel_queued("opted out")
                held.cancel_due("opted out")
                held.record(EventKind.SUPPRESSED, "contact", reason=reason.value, evidence=evidence)
    return standing


def lift(books: Books, merchant_id: MerchantId, phone: str, evidence: str, now: datetime) -> bool:
    """Lift the suppression after a START from the shopper's own phone; False when none stood.

    Lifting restores no consent: the shopper must opt in again.
    """
    books.lock_contact(merchant_id, phone)
    standing = books.suppression(merchant_id, phone)
    if standing is None or not standing.is_live:
        return False
    books.save_suppression(replace(standing, lifted_at=now))
    contact = books.contact_by_phone(merchant_id, phone)
    if contact is not None:
        for conversation in books.open_conversations(merchant_id, contact.id):
            with hold(books, merchant_id, conversation.id, now) as held:
                held.record(EventKind.RESUBSCRIBED, "contact", evidence=evidence)
    return True

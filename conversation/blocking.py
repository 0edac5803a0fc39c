"""Blocking a number: the merchant's own stop, which START does not lift and a person does."""

from dataclasses import replace
from datetime import datetime

from conversation.consent import Suppression, SuppressionReason
from conversation.consent_event import ConsentChange
from conversation.consenting import BY_CONTACT, Proof
from conversation.errors import Conflict, Invalid
from conversation.ids import MerchantId
from conversation.ledger import Books
from conversation.suppression import lift, suppress

LONGEST_REASON = 500


def block(books: Books, merchant_id: MerchantId, phone: str, reason: str, by: str, now: datetime) -> Suppression:
    """Stop every text to `phone`, for a reason of the merchant's. Raises Invalid, Conflict where it is stopped."""
    books.lock_contact(merchant_id, phone)
    standing = books.suppression(merchant_id, phone)
    if standing is not None and standing.is_live:
        raise Conflict(f"nobody may text this number anyway: {standing.reason.value} since {standing.since:%Y-%m-%d}")
    proof = _proof(reason, by, now)
    return suppress(books, merchant_id, phone, SuppressionReason.BLOCKED, proof.evidence, now, proof=proof)


def unblock(books: Books, merchant_id: MerchantId, phone: str, reason: str, by: str, now: datetime) -> bool:
    """Take a block back. It restores no consent.

    False where the shopper opted out meanwhile: that stands until their START. Raises Invalid, Conflict without a
    block.
    """
    books.lock_contact(merchant_id, phone)
    standing = books.suppression(merchant_id, phone)
    if standing is None or not standing.is_live or standing.reason is not SuppressionReason.BLOCKED:
        raise Conflict("this number is not blocked")
    proof = _proof(reason, by, now)
    if _opted_out_since(books, standing):
        books.save_suppression(replace(standing, reason=SuppressionReason.OPT_OUT))
        return False
    return lift(books, merchant_id, phone, proof.evidence, now, proof=proof)


def _proof(reason: str, by: str, now: datetime) -> Proof:
    reason = reason.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Invalid("reason", f"it has {len(reason)} characters", f"give 1 to {LONGEST_REASON}")
    return Proof("", "conversation", now, by, reason)


def _opted_out_since(books: Books, standing: Suppression) -> bool:
    events = books.consent_events(standing.merchant_id, standing.phone)
    theirs = (event for event in events if event.recorded_by == BY_CONTACT and event.change is ConsentChange.OPTED_OUT)
    return any(event.at >= standing.since for event in theirs)

"""Suppressing a number for a whole merchant: a fence too, as strong as a takeover."""

from dataclasses import replace
from datetime import datetime

from conversation.consent import ASKED_FOR, LIFTED_BY_START, OPT_OUTS, Suppression, SuppressionReason
from conversation.consent_event import ConsentChange
from conversation.consenting import BY_CONTACT, BY_SYSTEM, ConsentBook, Proof
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ids import MerchantId, MessageId
from conversation.ledger import Books
from conversation.undoing import take_back_unsaid


def suppress(
    books: Books,
    merchant_id: MerchantId,
    phone: str,
    reason: SuppressionReason,
    evidence: str,
    now: datetime,
    message_id: MessageId | None = None,
    *,
    proof: Proof | None = None,
) -> Suppression:
    """Stop every text to `phone`: raise the suppression, cancel what is queued by anybody, make all drafts stale.

    A number that is suppressed already keeps its first suppression, unless there is more to say: an opt-out is noted
    beside a graver reason, and a graver reason goes before an opt-out. Rows queued since are cancelled all the same.
    `message_id` is the text that caused it; `proof` says how and when it was said where it was no text. Consent that
    was given later than that is not taken back: it waits for START.
    """
    books.lock_contact(merchant_id, phone)
    said = proof or Proof("", "", now, BY_CONTACT if message_id else BY_SYSTEM, f"{reason.value}: {evidence}")
    standing = books.suppression(merchant_id, phone)
    if standing is None or not standing.is_live:
        name = standing.phone if standing is not None else phone  # of an erased number: its token
        asked_at = said.at if reason in ASKED_FOR else None
        raised = Suppression(merchant_id, name, reason, said.at, evidence, message_id, opted_out_at=asked_at)
    else:
        raised = _joined(standing, reason, said.at, evidence, message_id)
    if raised != standing:
        books.save_suppression(raised)
    history = ConsentBook(books, merchant_id, phone, now)
    history.note(ConsentChange.OPTED_OUT, said, message_id)
    history.revoke_all(message_id, evidence, given_by=said.at)
    contact = books.contact_by_phone(merchant_id, phone)
    if contact is not None:
        for conversation in books.open_conversations(merchant_id, contact.id):
            with hold(books, merchant_id, conversation.id, now) as held:
                held.raise_epoch()
                take_back_unsaid(held, "opted out")
                held.cancel_queued("opted out")
                held.cancel_due("opted out")
                held.record(
                    EventKind.SUPPRESSED,
                    proof.recorded_by if proof else BY_CONTACT,
                    reason=reason.value,
                    evidence=evidence,
                )
    return raised


def _joined(
    standing: Suppression, reason: SuppressionReason, at: datetime, evidence: str, message_id: MessageId | None
) -> Suppression:
    asked_at = standing.opted_out_at or (at if reason in ASKED_FOR else None)
    if standing.reason in OPT_OUTS and reason not in OPT_OUTS:
        asked_at = standing.opted_out_at or standing.since
    elif reason is not SuppressionReason.OPT_OUT or standing.reason not in OPT_OUTS - {reason}:
        return replace(standing, opted_out_at=asked_at)
    return replace(standing, reason=reason, evidence=evidence, message_id=message_id, opted_out_at=asked_at)


def lift(
    books: Books,
    merchant_id: MerchantId,
    phone: str,
    evidence: str,
    now: datetime,
    *,
    proof: Proof | None = None,
) -> bool:
    """Lift the suppression after a START from the shopper's own phone, whose message id is the `evidence`.

    False when none stood, or one that is no plain opt-out: START takes back the shopper's own wish, and neither a
    block of the merchant's or the carrier's, nor a wrong number, a minor, a crisis, abuse or a legal threat, whoever
    holds the phone by then. Lifting restores no consent: the shopper must opt in again. Where no carrier keeps a block
    of its own, new written consent lifts it too; `proof` then says so.
    """
    books.lock_contact(merchant_id, phone)
    standing = books.suppression(merchant_id, phone)
    if standing is None or not standing.is_live:
        return False
    if standing.reason not in LIFTED_BY_START and proof is None:
        return False
    books.save_suppression(replace(standing, lifted_at=now))
    history = ConsentBook(books, merchant_id, phone, now)
    if proof is None:
        history.note(ConsentChange.LIFTED, Proof("", "", now, BY_CONTACT, "START"), evidence)
    else:
        history.note(ConsentChange.LIFTED, proof)
    contact = books.contact_by_phone(merchant_id, phone)
    if contact is not None:
        for conversation in books.open_conversations(merchant_id, contact.id):
            with hold(books, merchant_id, conversation.id, now) as held:
                held.record(EventKind.RESUBSCRIBED, proof.recorded_by if proof else BY_CONTACT, evidence=evidence)
    return True

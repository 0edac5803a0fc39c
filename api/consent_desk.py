"""Consent recorded by people and files: an opt-in on proof, an opt-out, and what became of each."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from compliance.redaction import redact
from conversation.consent import Consent, ConsentScope, Suppression, SuppressionReason
from conversation.consent_event import ConsentChange
from conversation.consenting import ConsentBook, Proof
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.sender import KEEPS_OPT_OUTS
from conversation.suppression import lift, suppress

LIFTED_IN_WRITING = frozenset({SuppressionReason.OPT_OUT, SuppressionReason.OPERATOR})
"""Opt-outs that new written consent may end where no carrier blocks; the others took more than a wish."""


class Taken(StrEnum):
    """What became of a recorded opt-in or opt-out."""

    ADDED = "added"
    KNOWN = "known already"
    WAITING = "waiting for START"
    OPTED_OUT = "opted out"
    SUPERSEDED = "older than an opt-out"


@dataclass(frozen=True, slots=True)
class Given:
    """An opt-in as somebody reports it. `answer` names the text by which the shopper confirmed it, if one did."""

    scope: ConsentScope
    wording: str
    proof: Proof
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class ConsentDesk:
    """Records for one merchant, in one transaction."""

    books: Books
    merchant: Merchant
    now: datetime

    def opt_in(self, phone: str, given: Given, consent_id: str | None = None, *, may_lift: bool = False) -> Taken:
        """Write an opt-in down unless it is known by its id, or is older than an opt-out: such a one is never revived.

        One given after an opt-out waits for START. With `may_lift` it ends the opt-out instead, where it may and no
        carrier keeps a block of its own.
        """
        self.books.lock_contact(self.merchant.id, phone)
        if any(consent.id == consent_id for consent in self._consents(phone)):
            return Taken.KNOWN
        stop = self.books.suppression(self.merchant.id, phone)
        if stop is not None and given.proof.at <= stop.since:
            return Taken.SUPERSEDED
        proof = without_numbers(given.proof)
        consents = ConsentBook(self.books, self.merchant.id, phone, self.now)
        written = consents.record(given.scope, given.wording, proof, consent_id=consent_id, answer_id=given.answer)
        if stop is None or not stop.is_live:
            return Taken.ADDED
        if not may_lift or not self._ends_in_writing(stop):
            return Taken.WAITING
        lift(self.books, self.merchant.id, phone, written.id, self.now, proof=proof)
        return Taken.ADDED

    def opt_out(self, phone: str, reason: SuppressionReason, proof: Proof) -> Taken:
        """Stop every text to the number from when it was said; consent given later than that waits for START."""
        self.books.lock_contact(self.merchant.id, phone)
        proof = without_numbers(proof)
        for event in self.books.consent_events(self.merchant.id, phone):
            told = (event.at, event.method, event.source, event.evidence)
            if event.change is ConsentChange.OPTED_OUT and told == (
                proof.at,
                proof.method,
                proof.source,
                proof.evidence,
            ):
                return Taken.KNOWN
        suppress(self.books, self.merchant.id, phone, reason, proof.evidence, self.now, proof=proof)
        return Taken.OPTED_OUT

    def _consents(self, phone: str) -> tuple[Consent, ...]:
        return self.books.consents(self.merchant.id, phone)

    def _ends_in_writing(self, stop: Suppression) -> bool:
        senders = self.books.senders(self.merchant.id)
        return stop.reason in LIFTED_IN_WRITING and not any(sender.kind in KEEPS_OPT_OUTS for sender in senders)


def without_numbers(proof: Proof) -> Proof:
    """Return the proof with card numbers and their like taken out of its evidence."""
    redacted = redact(proof.evidence)
    return Proof(proof.method, proof.source, proof.at, proof.recorded_by, redacted.text)

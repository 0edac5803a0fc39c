"""Consent, from being asked for to being taken back: each change alters the standing row and adds to its history."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from conversation.consent import Consent, ConsentMethod, ConsentScope, ConsentState
from conversation.consent_event import ConsentChange, ConsentEvent
from conversation.ids import MerchantId, MessageId, new_id
from conversation.ledger import Books, Reader

BY_CONTACT = "contact"
BY_SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Proof:
    """How, where and when something about consent was said, who writes it down, and on what evidence."""

    method: str
    source: str
    at: datetime
    recorded_by: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class ConsentBook:
    """What one number agreed to with one merchant, at `now`. The number must be locked: `Books.lock_contact`."""

    books: Books
    merchant_id: MerchantId
    phone: str
    now: datetime

    def request(self, scope: ConsentScope, wording: str, proof: Proof, message_id: MessageId | None = None) -> Consent:
        """Write an opt-in that is still to be confirmed by text. The shopper's text `message_id` asked for it."""
        consent = self._consent(new_id("cns", self.now), scope, wording, proof)
        self._save(consent, ConsentChange.REQUESTED, proof, message_id)
        return consent

    def note_prompt(self, consents: Iterable[Consent], message_id: MessageId) -> None:
        """Write that our text `message_id` asks for these consents."""
        for consent in consents:
            prompted = replace(consent, prompt_id=message_id)
            self._save(prompted, ConsentChange.PROMPTED, self._proof(BY_SYSTEM), message_id)

    def confirm(self, consent: Consent, message_id: MessageId) -> None:
        """Write that the shopper's text `message_id` confirmed `consent`: the double opt-in."""
        confirmed = replace(consent, state=ConsentState.CONFIRMED, confirmed_at=self.now, answer_id=message_id)
        proof = replace(self._proof(BY_CONTACT), method=ConsentMethod.TEXT.value)
        self._save(confirmed, ConsentChange.CONFIRMED, proof, message_id)

    def record(
        self,
        scope: ConsentScope,
        wording: str,
        proof: Proof,
        *,
        consent_id: str | None = None,
        answer_id: MessageId | None = None,
    ) -> Consent:
        """Write an opt-in that was given elsewhere. `answer_id` names the text that confirmed it, if one did.

        It lifts no opt-out: while one is in force the consent waits for the shopper's START.
        """
        given = self._consent(consent_id or new_id("cns", self.now), scope, wording, proof)
        consent = replace(given, state=ConsentState.CONFIRMED, confirmed_at=proof.at, answer_id=answer_id)
        self._save(consent, ConsentChange.CONFIRMED, proof, answer_id)
        return consent

    def revoke_all(self, message_id: MessageId | None, evidence: str, *, given_by: datetime) -> None:
        """Take back every consent of the number that was given by then.

        It is because of the text `message_id` or for what `evidence` says.
        """
        proof = self._proof(BY_CONTACT if message_id else BY_SYSTEM, evidence)
        for consent in self.books.consents(self.merchant_id, self.phone):
            if consent.state is not ConsentState.REVOKED and consent.requested_at <= given_by:
                revoked = replace(consent, state=ConsentState.REVOKED, revoked_at=self.now, revoked_by=message_id)
                self._save(revoked, ConsentChange.REVOKED, proof, message_id)

    def note(self, change: ConsentChange, proof: Proof, message_id: MessageId | None = None) -> None:
        """Write a change that concerns the number as a whole: an opt-out, or its end."""
        self._add(change, proof, message_id, None)

    def _consent(self, consent_id: str, scope: ConsentScope, wording: str, proof: Proof) -> Consent:
        return Consent(
            id=consent_id,
            merchant_id=self.merchant_id,
            phone=self.phone,
            scope=scope,
            state=ConsentState.REQUESTED,
            wording=wording,
            method=proof.method,
            source=proof.source,
            requested_at=proof.at,
        )

    def _proof(self, recorded_by: str, evidence: str = "") -> Proof:
        return Proof("", "", self.now, recorded_by, evidence)

    def _save(self, consent: Consent, change: ConsentChange, proof: Proof, message_id: MessageId | None) -> None:
        self.books.save_consent(consent)
        self._add(change, proof, message_id, consent)

    def _add(self, change: ConsentChange, proof: Proof, message_id: MessageId | None, consent: Consent | None) -> None:
        earlier = self.books.consent_events(self.merchant_id, self.phone)
        event = ConsentEvent(
            id=new_id("cev", self.now),
            merchant_id=self.merchant_id,
            phone=self.phone,
            number=earlier[-1].number + 1 if earlier else 1,
            change=change,
            at=proof.at,
            recorded_at=self.now,
            recorded_by=proof.recorded_by,
            consent_id=consent.id if consent else None,
            scope=consent.scope if consent else None,
            wording=consent.wording if consent else "",
            method=proof.method or (consent.method if consent else ""),
            source=proof.source or (consent.source if consent else ""),
            evidence=proof.evidence,
            message_id=message_id,
        )
        self.books.add_consent_event(event)


def waits_for_start(reader: Reader, merchant_id: MerchantId, phone: str) -> tuple[Consent, ...]:
    """Return the consents given since an opt-out that is still in force: they count once the shopper texts START."""
    standing = reader.suppression(merchant_id, phone)
    if standing is None or not standing.is_live:
        return ()
    return tuple(row for row in reader.consents(merchant_id, phone) if row.state is not ConsentState.REVOKED)

"""The part of the ledger's port that says what may be texted to a number: consents, opt-outs, halts and lists."""

from datetime import datetime
from typing import Protocol

from conversation.consent import Consent, Suppression
from conversation.consent_event import ConsentEvent
from conversation.halt import Halt
from conversation.ids import MerchantId
from conversation.number_check import NumberCheck


class ConsentReader(Protocol):
    """Looks rows up."""

    def consents(self, merchant_id: MerchantId, phone: str) -> tuple[Consent, ...]:
        """Every opt-in of the number, oldest first."""
        ...

    def consent_events(self, merchant_id: MerchantId, phone: str) -> tuple[ConsentEvent, ...]:
        """Everything that ever happened to the number's consent, in the order of its numbers."""
        ...

    def consent_journal(
        self, merchant_id: MerchantId, *, after: tuple[datetime, str] | None = None, limit: int = 500
    ) -> tuple[ConsentEvent, ...]:
        """The merchant's consent events by `recorded_at` and id, strictly after the cursor `after`."""
        ...

    def suppression(self, merchant_id: MerchantId, phone: str) -> Suppression | None:
        """The newest suppression of the number, live or lifted; also one kept under an erased number's token."""
        ...

    def halts(self, merchant_id: MerchantId) -> tuple[Halt, ...]:
        """Every halt of the merchant and of all merchants, lifted ones too, oldest first."""
        ...

    def number_checks(self, merchant_id: MerchantId, phone: str) -> tuple[NumberCheck, ...]:
        """The newest answer of each kind about the number."""
        ...


class ConsentBooks(ConsentReader, Protocol):
    """The rows inside one transaction."""

    def save_consent(self, consent: Consent) -> None: ...
    def add_consent_event(self, event: ConsentEvent) -> None:
        """Raises Conflict when its place in the number's history is taken. There is no way to alter one."""
        ...

    def save_suppression(self, suppression: Suppression) -> None: ...
    def save_halt(self, halt: Halt) -> None: ...
    def save_number_check(self, check: NumberCheck) -> None: ...

"""What may be texted to a number, in SQL."""

from datetime import datetime

from conversation.audit import AuditKeys
from conversation.clock import EPOCH, to_milliseconds
from conversation.consent import Consent, Suppression
from conversation.consent_event import ConsentEvent
from conversation.halt import Halt
from conversation.ids import MerchantId
from conversation.number_check import NumberCheck
from conversation.statements import Vouched
from conversation.store_sql import entities, finding
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Values


class SqlConsentReader:
    """Implements `conversation.consent_books.ConsentReader`."""

    _session: Session
    _audit: AuditKeys | None

    def consents(self, merchant_id: MerchantId, phone: str) -> tuple[Consent, ...]:
        return entities.CONSENTS.many(self._session, ("requested_at", "id"), merchant_id=merchant_id, phone=phone)

    def consent_events(self, merchant_id: MerchantId, phone: str) -> tuple[ConsentEvent, ...]:
        return entities.CONSENT_EVENTS.many(self._session, ("number",), merchant_id=merchant_id, phone=phone)

    def consent_journal(
        self, merchant_id: MerchantId, *, after: tuple[datetime, str] | None = None, limit: int = 500
    ) -> tuple[ConsentEvent, ...]:
        moment, event_id = after or (EPOCH, "")
        values: Values = {
            "merchant_id": merchant_id,
            "moment": to_milliseconds(moment),
            "id": event_id,
            "limit": limit,
        }
        return entities.CONSENT_EVENTS.all(self._session, finding.CONSENT_JOURNAL, values)

    def suppression(self, merchant_id: MerchantId, phone: str) -> Suppression | None:
        token = self._audit.token(merchant_id, phone) if self._audit else phone
        values: Values = {"merchant_id": merchant_id, "phone": phone, "token": token}
        return entities.SUPPRESSIONS.first(self._session, finding.SUPPRESSION, values)

    def halts(self, merchant_id: MerchantId) -> tuple[Halt, ...]:
        return entities.HALTS.all(self._session, finding.HALTS, {"merchant_id": merchant_id})

    def number_checks(self, merchant_id: MerchantId, phone: str) -> tuple[NumberCheck, ...]:
        return entities.NUMBER_CHECKS.many(self._session, ("kind",), merchant_id=merchant_id, phone=phone)


class SqlConsentBooks(SqlConsentReader):
    """Implements `conversation.consent_books.ConsentBooks`."""

    written: list[Vouched]

    def save_consent(self, consent: Consent) -> None:
        entities.CONSENTS.save(self._session, consent)
        self.written.append(consent)

    def add_consent_event(self, event: ConsentEvent) -> None:
        entities.CONSENT_EVENTS.add(self._session, event)
        self.written.append(event)

    def save_suppression(self, suppression: Suppression) -> None:
        entities.SUPPRESSIONS.save(self._session, suppression)
        self.written.append(suppression)

    def save_halt(self, halt: Halt) -> None:
        entities.HALTS.save(self._session, halt)

    def save_number_check(self, check: NumberCheck) -> None:
        entities.NUMBER_CHECKS.save(self._session, check)

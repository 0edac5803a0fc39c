"""What may be texted to a number, in memory."""

from datetime import datetime

from conversation.audit import AuditKeys
from conversation.consent import Consent, Suppression
from conversation.consent_event import ConsentEvent
from conversation.errors import Conflict
from conversation.halt import EVERY_MERCHANT, Halt
from conversation.ids import MerchantId
from conversation.number_check import NumberCheck
from conversation.statements import Vouched
from conversation.store_memory.keys import in_order, number, own
from conversation.store_memory.table import Journal, Table


class MemoryConsentReader:
    """Implements `conversation.consent_books.ConsentReader`."""

    _keys: AuditKeys | None

    def __init__(self, journal: Journal) -> None:
        self._consents = Table[Consent](journal, own, number=number)
        self._consent_events = Table[ConsentEvent](journal, own, number=number, merchant=lambda row: row.merchant_id)
        self._suppressions = Table[Suppression](journal, number)
        self._halts = Table[Halt](journal, own, merchant=lambda row: row.merchant_id)
        self._number_checks = Table[NumberCheck](journal, lambda row: (*number(row), row.kind), number=number)

    def consents(self, merchant_id: MerchantId, phone: str) -> tuple[Consent, ...]:
        rows = self._consents.of(number=(merchant_id, phone))
        return in_order(rows, lambda row: (row.requested_at, row.id))

    def consent_events(self, merchant_id: MerchantId, phone: str) -> tuple[ConsentEvent, ...]:
        return in_order(self._consent_events.of(number=(merchant_id, phone)), lambda row: row.number)

    def consent_journal(
        self, merchant_id: MerchantId, *, after: tuple[datetime, str] | None = None, limit: int = 500
    ) -> tuple[ConsentEvent, ...]:
        rows = in_order(self._consent_events.of(merchant=merchant_id), lambda row: (row.recorded_at, row.id))
        return tuple(row for row in rows if after is None or (row.recorded_at, row.id) > after)[:limit]

    def suppression(self, merchant_id: MerchantId, phone: str) -> Suppression | None:
        token = self._keys.token(merchant_id, phone) if self._keys else phone
        found = [self._suppressions.get((merchant_id, name)) for name in (phone, token)]
        return max((row for row in found if row is not None), key=lambda row: row.since, default=None)

    def halts(self, merchant_id: MerchantId) -> tuple[Halt, ...]:
        rows = [row for owner in {EVERY_MERCHANT, merchant_id} for row in self._halts.of(merchant=owner)]
        return in_order(rows, lambda row: (row.since, row.id))

    def number_checks(self, merchant_id: MerchantId, phone: str) -> tuple[NumberCheck, ...]:
        return in_order(self._number_checks.of(number=(merchant_id, phone)), lambda row: row.kind)


class MemoryConsentBooks(MemoryConsentReader):
    """Implements `conversation.consent_books.ConsentBooks`."""

    written: list[Vouched]

    def save_consent(self, consent: Consent) -> None:
        self._consents.put(consent)
        self.written.append(consent)

    def add_consent_event(self, event: ConsentEvent) -> None:
        history = self.consent_events(event.merchant_id, event.phone)
        if self._consent_events.get(event.id) is not None or any(row.number == event.number for row in history):
            raise Conflict(f"consent event {event.id} or its place, {event.number}, is taken")
        self._consent_events.put(event)
        self.written.append(event)

    def save_suppression(self, suppression: Suppression) -> None:
        self._suppressions.put(suppression)
        self.written.append(suppression)

    def save_halt(self, halt: Halt) -> None:
        self._halts.put(halt)

    def save_number_check(self, check: NumberCheck) -> None:
        self._number_checks.put(check)

"""Merchants' audit logs, in memory."""

from conversation.audit import AuditEntry, Head, SubjectKey
from conversation.errors import Conflict
from conversation.ids import MerchantId
from conversation.store_memory.table import Journal, Table


class MemoryAuditReader:
    """Implements `conversation.audit_books.AuditReader`."""

    def __init__(self, journal: Journal) -> None:
        self._audit = Table[AuditEntry](
            journal, lambda row: (row.merchant_id, row.number), merchant=lambda row: row.merchant_id
        )
        self._audit_keys = Table[SubjectKey](journal, lambda row: (row.merchant_id, row.subject))

    def audit_head(self, merchant_id: MerchantId) -> Head:
        newest = self._audit.newest_of(merchant=merchant_id)
        return Head(newest.number, newest.mac) if newest else Head()

    def audit_entries(self, merchant_id: MerchantId, *, after: int = 0, limit: int = 1000) -> tuple[AuditEntry, ...]:
        return tuple(entry for entry in self._audit.of(merchant=merchant_id) if entry.number > after)[:limit]

    def audit_key(self, merchant_id: MerchantId, subject: str) -> bytes | None:
        known = self._audit_keys.get((merchant_id, subject))
        return known.key if known else None


class MemoryAuditBooks(MemoryAuditReader):
    """Implements `conversation.audit_books.AuditBooks`."""

    def lock_audit_head(self, merchant_id: MerchantId) -> Head:
        return self.audit_head(merchant_id)

    def add_audit_entry(self, entry: AuditEntry) -> None:
        if entry.number <= self.audit_head(entry.merchant_id).number:
            raise Conflict(f"entry {entry.number} is taken")
        self._audit.put(entry)

    def add_audit_key(self, merchant_id: MerchantId, subject: str, key: bytes) -> bytes:
        known = self.audit_key(merchant_id, subject)
        if known is None:
            self._audit_keys.put(SubjectKey(merchant_id, subject, key))
        return known or key

    def destroy_audit_key(self, merchant_id: MerchantId, subject: str) -> None:
        self._audit_keys.put(SubjectKey(merchant_id, subject, None))

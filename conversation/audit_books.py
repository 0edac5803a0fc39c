"""The part of the ledger's port that holds each merchant's audit log and the keys of those it is about."""

from typing import Protocol

from conversation.audit import AuditEntry, Head
from conversation.ids import MerchantId


class AuditReader(Protocol):
    """Looks rows up."""

    def audit_head(self, merchant_id: MerchantId) -> Head:
        """The newest entry of the merchant's chain."""
        ...

    def audit_entries(self, merchant_id: MerchantId, *, after: int = 0, limit: int = 1000) -> tuple[AuditEntry, ...]:
        """In number order, those whose number is greater than `after`."""
        ...

    def audit_key(self, merchant_id: MerchantId, subject: str) -> bytes | None:
        """The key of a contact's id or a number's token; None once it was destroyed."""
        ...


class AuditBooks(AuditReader, Protocol):
    """The rows inside one transaction."""

    def lock_audit_head(self, merchant_id: MerchantId) -> Head:
        """Hold the merchant's chain until the transaction ends and return its newest entry as it is now."""
        ...

    def add_audit_entry(self, entry: AuditEntry) -> None:
        """Raises Conflict when the number is taken. Nothing changes or removes an entry."""
        ...

    def add_audit_key(self, merchant_id: MerchantId, subject: str, key: bytes) -> bytes:
        """Give the subject a key, unless another transaction was faster, and return the one it has."""
        ...

    def destroy_audit_key(self, merchant_id: MerchantId, subject: str) -> None: ...

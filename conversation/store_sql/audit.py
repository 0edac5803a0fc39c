"""The audit log in SQL: entries that are only ever added, and the keys that erasing destroys."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, select

from conversation.audit import AuditEntry, Fact, FactKind, Head, text_of
from conversation.clock import from_milliseconds, to_milliseconds
from conversation.ids import MerchantId
from conversation.store_sql import ahead, tables
from conversation.store_sql.dialect import AnyInsert, insert_into
from conversation.store_sql.recordset import inserting
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

_KINDS = frozenset(FactKind)

_entry = tables.audit.c
_key = tables.audit_keys.c

_of_merchant = _entry.merchant_id == bindparam("merchant_id")
_of_subject = (_key.merchant_id == bindparam("merchant_id"), _key.subject == bindparam("subject"))


def _once(dialect: str) -> AnyInsert:
    return insert_into(tables.audit_keys, dialect).on_conflict_do_nothing()


_HEAD = Statement(
    lambda _: select(_entry.number, _entry.mac).where(_of_merchant).order_by(_entry.number.desc()).limit(1)
)
_LOCK = Statement(
    lambda _: select(tables.merchants.c.id).where(tables.merchants.c.id == bindparam("merchant_id")).with_for_update()
)
_ADD = Statement(lambda dialect: insert_into(tables.audit, dialect))
_AFTER = Statement(
    lambda _: (
        select(_entry.number, _entry.at, _entry.facts, _entry.mac)
        .where(_of_merchant, _entry.number > bindparam("after"))
        .order_by(_entry.number)
        .limit(bindparam("limit"))
    )
)
_KEY = Statement(lambda _: select(_key.key).where(*_of_subject))
_ADD_KEY = Statement(_once, lambda names: inserting(_once("postgresql"), names))  # type: ignore[arg-type]
_DESTROY_KEY = Statement(lambda _: delete(tables.audit_keys).where(*_of_subject))


def head(session: Session, merchant_id: MerchantId) -> Head:
    row = session.first(_HEAD, {"merchant_id": merchant_id})
    return Head(*row) if row else Head()


def lock_head(session: Session, merchant_id: MerchantId) -> Head:
    """Lock the merchant's row, which stands for the chain; on SQLite the transaction is alone anyway."""
    if session.dialect != "sqlite":
        session.first(_LOCK, {"merchant_id": merchant_id})
    return head(session, merchant_id)


def add(session: Session, entry: AuditEntry) -> None:
    session.run(
        _ADD,
        {
            "merchant_id": entry.merchant_id,
            "number": entry.number,
            "at": to_milliseconds(entry.at),
            "facts": text_of(entry.facts),
            "mac": entry.mac,
        },
    )


def entries(session: Session, merchant_id: MerchantId, after: int, limit: int) -> tuple[AuditEntry, ...]:
    values: Values = {"merchant_id": merchant_id, "after": after, "limit": limit}
    return tuple([_entry_of(merchant_id, row) for row in session.all(_AFTER, values)])


def key(session: Session, merchant_id: MerchantId, subject: str) -> bytes | None:
    row = session.first(_KEY, {"merchant_id": merchant_id, "subject": subject})
    return bytes.fromhex(row[0]) if row else None


def add_key(session: Session, merchant_id: MerchantId, subject: str, fresh: bytes) -> bytes:
    session.run(_ADD_KEY, {"merchant_id": merchant_id, "subject": subject, "key": fresh.hex()})
    return key(session, merchant_id, subject) or fresh


def add_keys(session: Session, merchant_id: MerchantId, fresh: Mapping[str, bytes]) -> None:
    """Give each subject its key, unless another transaction was faster."""
    rows = [{"merchant_id": merchant_id, "subject": subject, "key": key.hex()} for subject, key in fresh.items()]
    session.run_all(_ADD_KEY, rows)


def destroy_key(session: Session, merchant_id: MerchantId, subject: str) -> None:
    session.run(_DESTROY_KEY, {"merchant_id": merchant_id, "subject": subject})


def _entry_of(merchant_id: MerchantId, row: Sequence[Any]) -> AuditEntry:
    number, at, facts, mac = row
    return AuditEntry(merchant_id, number, from_milliseconds(at), tuple(map(_fact_of, facts.split("\n"))), mac)


def _fact_of(line: str) -> Fact:
    """Read a fact; one that somebody made unreadable is for the verifier to find, not to stumble over."""
    parts = line.split(" ")
    if len(parts) != 4 or parts[0] not in _KINDS:
        return Fact(FactKind.UNREADABLE, line, "", "")
    return Fact(FactKind(parts[0]), *parts[1:])


class SqlAuditReader:
    """Implements `conversation.audit_books.AuditReader`."""

    _session: Session

    def audit_head(self, merchant_id: MerchantId) -> Head:
        return head(self._session, merchant_id)

    def audit_entries(self, merchant_id: MerchantId, *, after: int = 0, limit: int = 1000) -> tuple[AuditEntry, ...]:
        return entries(self._session, merchant_id, after, limit)

    def audit_key(self, merchant_id: MerchantId, subject: str) -> bytes | None:
        return key(self._session, merchant_id, subject)


class SqlAuditBooks(SqlAuditReader):
    """Implements `conversation.audit_books.AuditBooks`."""

    known_keys: dict[str, bytes]
    awaited_keys: set[str]
    """Subjects of whom one may be asked for soon: their keys are read together with the first."""

    def audit_key(self, merchant_id: MerchantId, subject: str) -> bytes | None:
        if subject in self.awaited_keys:
            self.known_keys.update(ahead.audit_keys(self._session, merchant_id, self.awaited_keys))
            self.awaited_keys.clear()
        return self.known_keys.get(subject) or super().audit_key(merchant_id, subject)

    def lock_audit_head(self, merchant_id: MerchantId) -> Head:
        return lock_head(self._session, merchant_id)

    def add_audit_entry(self, entry: AuditEntry) -> None:
        add(self._session, entry)

    def add_audit_key(self, merchant_id: MerchantId, subject: str, key: bytes) -> bytes:
        return add_key(self._session, merchant_id, subject, key)

    def destroy_audit_key(self, merchant_id: MerchantId, subject: str) -> None:
        self.known_keys.pop(subject, None)
        destroy_key(self._session, merchant_id, subject)

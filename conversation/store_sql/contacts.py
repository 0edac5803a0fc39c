"""Contacts, in SQL."""

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql

from conversation.contact import Contact
from conversation.ids import ContactId, MerchantId
from conversation.store_sql import entities, searching, tables
from conversation.store_sql.dialect import insert_into
from conversation.store_sql.recordset import inserting
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

_lock = tables.contact_locks.c
ADD_LOCK = Statement(
    lambda dialect: insert_into(tables.contact_locks, dialect).on_conflict_do_nothing(),
    lambda names: inserting(postgresql.insert(tables.contact_locks).on_conflict_do_nothing(), names),
)
TAKE_LOCK = Statement(
    lambda _: (
        select(_lock.phone)
        .where(_lock.merchant_id == bindparam("merchant_id"), _lock.phone == bindparam("phone"))
        .with_for_update()
    )
)


class SqlContactReader:
    """Implements `conversation.contact_books.ContactReader`."""

    _session: Session

    def contact(self, merchant_id: MerchantId, contact_id: ContactId) -> Contact | None:
        return entities.CONTACTS.one(self._session, id=contact_id, merchant_id=merchant_id)

    def contact_by_phone(self, merchant_id: MerchantId, phone: str) -> Contact | None:
        return entities.CONTACTS.one(self._session, merchant_id=merchant_id, phone=phone)


class SqlContactBooks(SqlContactReader):
    """Implements `conversation.contact_books.ContactBooks`."""

    def save_contact(self, contact: Contact) -> None:
        entities.CONTACTS.save(self._session, contact)
        searching.store_contact(self._session, contact)

    def lock_contact(self, merchant_id: MerchantId, phone: str) -> None:
        """Lock a row of its own for each number: an advisory lock's hash could make strangers wait for each other."""
        if self._session.dialect == "sqlite":
            return
        number: Values = {"merchant_id": merchant_id, "phone": phone}
        self._session.run(ADD_LOCK, number)
        while self._session.first(TAKE_LOCK, number) is None:
            self._session.run(ADD_LOCK, number)  # retention or an erasure removed it meanwhile

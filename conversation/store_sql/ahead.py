"""Reading ahead: what many texts will ask about, one statement for each question instead of one for each contact."""

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, func, literal_column, select, text

from conversation.clock import from_milliseconds
from conversation.conversation import Conversation
from conversation.ids import ContactId, MerchantId
from conversation.outbox import OutboxRow
from conversation.store_sql import entities, tables
from conversation.store_sql.columns import word, words
from conversation.store_sql.rows import Rows
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)

_talk = tables.conversations.c
_sent = tables.outbox.c
_lock = tables.contact_locks.c
_key = tables.audit_keys.c
_of_merchant = text("merchant_id = :merchant_id")


def whose(merchant_id: ColumnElement[str], dialect: str) -> ColumnElement[bool]:
    """Ask whose rows are that are looked up by their own keys.

    SQLite would rather look through all that the merchant has, unless it is told not to (`+`,
    https://sqlite.org/optoverview.html#uplus).
    """
    own = merchant_id == bindparam("merchant_id")
    return literal_column(f"+{merchant_id}") == bindparam("merchant_id") if dialect == "sqlite" else own


def among(column: ColumnElement[Any], dialect: str) -> ColumnElement[bool]:
    """Ask whether a column is one of the texts in the JSON list ``:these``."""
    if dialect == "sqlite":
        return column.in_(text("SELECT value FROM json_each(:these)"))
    return column.in_(text("SELECT json_array_elements_text(CAST(:these AS json))"))


def listing(merchant_id: MerchantId, these: Iterable[str]) -> Values:
    return {"merchant_id": merchant_id, "these": json.dumps(list(these))}


def _rows_of(rows: Rows[Any], name: str, *order: str) -> Statement:
    """Return the merchant's rows by what an index of theirs has beside them."""
    return Statement(lambda dialect: _select(rows, _of_merchant, name, order, dialect))


def _rows_by_key(rows: Rows[Any], name: str, *order: str) -> Statement:
    return Statement(lambda dialect: _select(rows, whose(rows.table.c.merchant_id, dialect), name, order, dialect))


def _select(rows: Rows[Any], of_merchant: Any, name: str, order: Sequence[str], dialect: str) -> Select[Any]:
    listed = select(*rows.columns()).where(of_merchant, among(rows.table.c[name], dialect))
    return listed.order_by(*[rows.table.c[column] for column in order])


CONTACTS = _rows_by_key(entities.CONTACTS, "id", "id")
CONSENTS = _rows_of(entities.CONSENTS, "phone", "requested_at", "id")
SUPPRESSIONS = _rows_of(entities.SUPPRESSIONS, "phone", "since")
NUMBER_CHECKS = _rows_of(entities.NUMBER_CHECKS, "phone", "kind")
OFFERS = _rows_by_key(entities.OFFERS, "conversation_id", "reserved_at", "id")
OUTBOX = _rows_by_key(entities.OUTBOX, "message_id", "message_id")
OPEN_TALKS = Statement(
    lambda dialect: (
        select(*entities.CONVERSATIONS.columns())
        .where(_of_merchant, among(_talk.contact_id, dialect), _talk.control != word("closed"))
        .order_by(_talk.id)
        .with_for_update()
    )
)
TALKS = Statement(
    lambda dialect: (
        select(*entities.CONVERSATIONS.columns())
        .where(whose(_talk.merchant_id, dialect), among(_talk.id, dialect))
        .order_by(_talk.id)
        .with_for_update()
    )
)
NEWEST_SENT = Statement(
    lambda dialect: (
        select(_sent.to, func.max(_sent.queued_at))
        .where(_of_merchant, among(_sent.to, dialect), _sent.state.not_in(words("cancelled", "failed")))
        .group_by(_sent.to)
    )
)
KEYS = Statement(lambda dialect: select(_key.subject, _key.key).where(_of_merchant, among(_key.subject, dialect)))
LOCKS = Statement(
    lambda dialect: (
        select(_lock.phone).where(_of_merchant, among(_lock.phone, dialect)).order_by(_lock.phone).with_for_update()
    )
)


def grouped(
    rows: Rows[Row], session: Session, statement: Statement, values: Values, key: Callable[[Row], Key]
) -> dict[Key, tuple[Row, ...]]:
    """Return the rows by `key`, those of one key in the statement's order."""
    found: defaultdict[Key, list[Row]] = defaultdict(list)
    for row in rows.all(session, statement, values):
        found[key(row)].append(row)
    return {one: tuple(those) for one, those in found.items()}


def open_talks(session: Session, merchant_id: MerchantId, contacts: Iterable[ContactId]) -> tuple[Conversation, ...]:
    """Lock the contacts' conversations that are not closed, in the order of their ids, and return them."""
    return entities.CONVERSATIONS.all(session, OPEN_TALKS, listing(merchant_id, contacts))


def talks_of(session: Session, merchant_id: MerchantId, rows: Sequence[OutboxRow]) -> tuple[Conversation, ...]:
    """Lock the conversations of these texts, in the order of their ids, and return them."""
    return entities.CONVERSATIONS.all(session, TALKS, listing(merchant_id, {row.conversation_id for row in rows}))


def newest_sent(session: Session, merchant_id: MerchantId, phones: Iterable[str]) -> dict[str, datetime]:
    """Return when the newest text was queued to each number that ever had one."""
    found = session.all(NEWEST_SENT, listing(merchant_id, phones))
    return {phone: from_milliseconds(moment) for phone, moment in found}


def audit_keys(session: Session, merchant_id: MerchantId, subjects: Iterable[str]) -> dict[str, bytes]:
    return {subject: bytes.fromhex(key) for subject, key in session.all(KEYS, listing(merchant_id, subjects)) if key}

"""Forgetting in SQL: rows are stripped of a person, or go."""

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, delete, select, tuple_

from conversation.cart import Cart
from conversation.clock import to_milliseconds
from conversation.consent_event import ConsentEvent
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.due import DueRow
from conversation.erasure import Erasure, LegalHold
from conversation.event import Event
from conversation.ids import ContactId, MerchantId, first_id
from conversation.message import Message
from conversation.statements import Vouched
from conversation.store_sql import entities, messages, searching, tables
from conversation.store_sql.columns import word
from conversation.store_sql.rows import Rows
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

_LIMIT: BindParameter[int] = bindparam("limit")
_BEFORE: BindParameter[int] = bindparam("before")
_sight = tables.sights.c
_lock = tables.contact_locks.c
_due = tables.due_rows.c


def _older(rows: Rows[Any], column: str) -> Select[Any]:
    """Read on by id, those whose time is up."""
    table = rows.table.c
    due = and_(table.merchant_id == bindparam("merchant_id"), table[column] < _BEFORE, table.id > bindparam("after"))
    return select(*rows.columns()).where(due).order_by(table.id).limit(_LIMIT)


def _born_before(rows: Rows[Any], column: str) -> Select[Any]:
    """Read only the old part of the table: ids sort by birth."""
    return _older(rows, column).where(rows.table.c.id < bindparam("bound"))


def _drop_sights() -> Any:
    old = select(_sight.source, _sight.ref).where(_sight.at < _BEFORE).limit(_LIMIT)
    return delete(tables.sights).where(tuple_(_sight.source, _sight.ref).in_(old)).returning(_sight.ref)


def _drop_locks() -> Any:
    free = select(_lock.merchant_id, _lock.phone).limit(_LIMIT).with_for_update(skip_locked=True)
    return delete(tables.contact_locks).where(tuple_(_lock.merchant_id, _lock.phone).in_(free)).returning(_lock.phone)


def _drop_lock() -> Any:
    return delete(tables.contact_locks).where(
        _lock.merchant_id == bindparam("merchant_id"), _lock.phone == bindparam("phone")
    )


def _numbers() -> Any:
    one, *others = (
        select(table.c.phone).where(table.c.merchant_id == bindparam("merchant_id"))
        for table in (tables.consents, tables.consent_events, tables.suppressions)
    )
    return one.union(*others).order_by("phone")


_NUMBERS = Statement(lambda _: _numbers())
_EVENTS = Statement(lambda _: _born_before(entities.EVENTS, "at"))
_CARTS = Statement(lambda _: _older(entities.CARTS, "updated_at"))
_DRAFTS = Statement(
    lambda _: _born_before(entities.DUE, "expires_at").where(_due.draft.is_not(None), _due.state != word("waiting"))
)
_NOTED = Statement(
    lambda _: _older(entities.CONVERSATIONS, "updated_at").where(tables.conversations.c.escalation.is_not(None))
)
_DROP_SIGHTS = Statement(lambda _: _drop_sights())
_DROP_LOCKS = Statement(lambda _: _drop_locks())
_DROP_LOCK = Statement(lambda _: _drop_lock())


class SqlErasableReader:
    """Implements `conversation.erasable.ErasableReader`."""

    _session: Session

    def conversations_of(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Conversation, ...]:
        return entities.CONVERSATIONS.many(self._session, ("id",), merchant_id=merchant_id, contact_id=contact_id)

    def carts_of(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Cart, ...]:
        return entities.CARTS.many(self._session, ("id",), merchant_id=merchant_id, contact_id=contact_id)

    def erasures_of(self, merchant_id: MerchantId, number: str) -> tuple[Erasure, ...]:
        return entities.ERASURES.many(self._session, ("at", "id"), merchant_id=merchant_id, number=number)

    def erasures(self, merchant_id: MerchantId) -> tuple[Erasure, ...]:
        return entities.ERASURES.many(self._session, ("at", "id"), merchant_id=merchant_id)

    def legal_holds_of(self, merchant_id: MerchantId) -> tuple[LegalHold, ...]:
        return entities.LEGAL_HOLDS.many(self._session, ("since", "id"), merchant_id=merchant_id)

    def standing_numbers(self, merchant_id: MerchantId) -> tuple[str, ...]:
        return tuple(phone for (phone,) in self._session.all(_NUMBERS, {"merchant_id": merchant_id}))

    def legal_holds(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[LegalHold, ...]:
        return entities.LEGAL_HOLDS.many(self._session, ("since", "id"), merchant_id=merchant_id, contact_id=contact_id)

    def worded_before(self, merchant_id: MerchantId, before: datetime, after: str, limit: int) -> tuple[Message, ...]:
        return messages.worded_before(self._session, _values("msg", merchant_id, before, after, limit))

    def events_before(self, merchant_id: MerchantId, before: datetime, after: str, limit: int) -> tuple[Event, ...]:
        return entities.EVENTS.all(self._session, _EVENTS, _values("evt", merchant_id, before, after, limit))

    def drafts_before(self, merchant_id: MerchantId, before: datetime, after: str, limit: int) -> tuple[DueRow, ...]:
        return entities.DUE.all(self._session, _DRAFTS, _values("due", merchant_id, before, after, limit))

    def noted_before(
        self, merchant_id: MerchantId, before: datetime, after: str, limit: int
    ) -> tuple[Conversation, ...]:
        return entities.CONVERSATIONS.all(self._session, _NOTED, _values("cvn", merchant_id, before, after, limit))

    def carts_before(self, merchant_id: MerchantId, before: datetime, after: str, limit: int) -> tuple[Cart, ...]:
        return entities.CARTS.all(self._session, _CARTS, _values("crt", merchant_id, before, after, limit))


class SqlErasable:
    """Implements what `conversation.erasable.Erasable` writes."""

    _session: Session
    written: list[Vouched]

    def rewrite_message(self, message: Message) -> None:
        messages.rewrite(self._session, message)
        self.written.append(message)

    def rewrite_event(self, event: Event) -> None:
        entities.EVENTS.save(self._session, event)
        self.written.append(event)

    def rewrite_consent_event(self, event: ConsentEvent) -> None:
        entities.CONSENT_EVENTS.save(self._session, event)
        self.written.append(event)

    def drop_contact(self, contact: Contact) -> None:
        number: Values = {"merchant_id": contact.merchant_id, "phone": contact.phone}
        entities.CONTACTS.drop(self._session, id=contact.id, merchant_id=contact.merchant_id)
        searching.drop_contact(self._session, contact)
        entities.NUMBER_CHECKS.drop(self._session, merchant_id=contact.merchant_id, phone=contact.phone)
        self._session.run(_DROP_LOCK, number)

    def drop_cart(self, cart: Cart) -> None:
        entities.CARTS.drop(self._session, id=cart.id, merchant_id=cart.merchant_id)

    def drop_suppression(self, merchant_id: MerchantId, phone: str) -> None:
        entities.SUPPRESSIONS.drop(self._session, merchant_id=merchant_id, phone=phone)

    def save_erasure(self, erasure: Erasure) -> None:
        entities.ERASURES.save(self._session, erasure)
        self.written.append(erasure)

    def save_legal_hold(self, held: LegalHold) -> None:
        entities.LEGAL_HOLDS.save(self._session, held)
        self.written.append(held)

    def drop_sights(self, before: datetime, limit: int) -> int:
        return len(self._session.all(_DROP_SIGHTS, {"before": to_milliseconds(before), "limit": limit}))

    def drop_locks(self, limit: int) -> int:
        return len(self._session.all(_DROP_LOCKS, {"limit": limit}))


def _values(prefix: str, merchant_id: MerchantId, before: datetime, after: str, limit: int) -> Values:
    return {
        "merchant_id": merchant_id,
        "before": to_milliseconds(before),
        "bound": first_id(prefix, before),
        "after": after,
        "limit": limit,
    }

"""Whom a segment has, in SQL: the same rules as `conversation.segment_matching`, as one condition on contacts."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, exists, false, func, not_, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB

from conversation.clock import to_milliseconds
from conversation.contact import Contact
from conversation.ids import ContactId, MerchantId
from conversation.segment_matching import STATE_PREFIX
from conversation.segment_rule import (
    AmountField,
    Between,
    Every,
    Except,
    HasCart,
    MomentField,
    OneOf,
    Rule,
    Some,
    Within,
    WordField,
)
from conversation.store_sql import entities, tables
from conversation.store_sql.columns import word, words
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement

_contact = tables.contacts.c
_cart = tables.carts.c
_order = tables.orders.c
_row = tables.outbox.c
_talk = tables.conversations.c
_text = tables.messages.c
_tag = tables.tags.c
_consent = tables.consents.c

RANDOM_TAIL = -12
"""Where the part of an id begins that knows nothing of its moment."""

_CART_OF = (
    _cart.merchant_id == _contact.merchant_id,
    _cart.contact_id == _contact.id,
    _cart.state == word("open"),
)
_ORDER_OF = (
    _order.merchant_id == _contact.merchant_id,
    _order.contact_id == _contact.id,
    _order.cancelled_at.is_(None),
)


class SqlSegmentReader:
    """Implements the part of `conversation.campaign_books.CampaignReader` that says who is in a segment."""

    _session: Session

    def contacts_in(
        self, merchant_id: MerchantId, rule: Rule, now: datetime, *, after: ContactId, limit: int
    ) -> tuple[Contact, ...]:
        def build(dialect: str) -> Select[Any]:
            found = _those(merchant_id, rule, now, dialect)
            return found.where(_contact.id > after).order_by(_contact.id).limit(limit)

        return entities.CONTACTS.all(self._session, Statement(build), {})

    def count_in(self, merchant_id: MerchantId, rule: Rule, now: datetime) -> int:
        def build(dialect: str) -> Select[Any]:
            return _those(merchant_id, rule, now, dialect).with_only_columns(func.count())

        row = self._session.first(Statement(build), {})
        return int(row[0]) if row else 0

    def some_in(self, merchant_id: MerchantId, rule: Rule, now: datetime, limit: int) -> tuple[Contact, ...]:
        def build(dialect: str) -> Select[Any]:
            tail = func.substr(_contact.id, func.length(_contact.id) + RANDOM_TAIL + 1)
            return _those(merchant_id, rule, now, dialect).order_by(tail, _contact.id).limit(limit)

        return entities.CONTACTS.all(self._session, Statement(build), {})


def _those(merchant_id: MerchantId, rule: Rule, now: datetime, dialect: str) -> Select[Any]:
    columns = entities.CONTACTS.columns()
    return select(*columns).where(_contact.merchant_id == merchant_id, condition(rule, now, dialect))


def condition(rule: Rule, now: datetime, dialect: str) -> ColumnElement[bool]:
    """Return `rule` as a condition on a row of contacts that is never NULL."""
    within = partial(condition, now=now, dialect=dialect)
    match rule:
        case OneOf(field=field, words=named):
            return _one_of(field, named, dialect)
        case Between():
            return _between(rule, dialect)
        case Within(field=field):
            return _happened(field, to_milliseconds(now - rule.span))
        case HasCart():
            return exists().where(*_CART_OF)
        case Every(parts=parts):
            return and_(true(), *map(within, parts))
        case Some(parts=parts):
            return or_(false(), *map(within, parts))
        case Except(part=part):
            return not_(within(part))


def _one_of(field: WordField, named: Sequence[str], dialect: str) -> ColumnElement[bool]:
    match field:
        case WordField.STATE:
            region = func.coalesce(func.upper(_contact.region), "")
            return _any(region, [*named, *[f"{STATE_PREFIX}{name}" for name in named]])
        case WordField.COUNTRY:
            return _any(func.upper(_contact.country), named)
        case WordField.TAG:
            mine = (_tag.merchant_id == _contact.merchant_id, _tag.contact_id == _contact.id)
            return exists().where(*mine, _any(_tag.word, named))
        case WordField.CONSENT:
            mine = (_consent.merchant_id == _contact.merchant_id, _consent.phone == _contact.phone)
            return exists().where(*mine, _any(_consent.scope, named), _consent.state == word("confirmed"))
        case WordField.PRODUCT:
            return exists().where(*_CART_OF, or_(false(), *[_has_product(name, dialect) for name in named]))


def _has_product(name: str, dialect: str) -> ColumnElement[bool]:
    """Look for the field as JSON writes it: a quotation mark within a title is escaped, so it cannot end one."""
    find = func.instr if dialect == "sqlite" else func.strpos
    quoted = json.dumps(name, ensure_ascii=False)
    return or_(*[find(_cart["items"], f'"{key}":{quoted}') > 0 for key in ("title", "product_id")])


def _between(rule: Between, dialect: str) -> ColumnElement[bool]:
    match rule.field:
        case AmountField.ORDERS:
            counted = select(func.count()).select_from(tables.orders).where(*_ORDER_OF)
            return _bounded(counted.scalar_subquery(), rule)
        case AmountField.SPENT:
            kept = func.coalesce(func.sum(_order.minor - _order.refunded_minor), 0)
            summed = select(kept).where(*_ORDER_OF, _order.currency == rule.currency)
            return _bounded(summed.scalar_subquery(), rule)
        case AmountField.CART_TOTAL:
            minor, currency = _money(_cart.total, dialect)
            return exists().where(*_CART_OF, currency == rule.currency, _bounded(minor, rule))


def _money(column: ColumnElement[str], dialect: str) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    if dialect == "sqlite":
        return func.json_extract(column, "$.minor"), func.json_extract(column, "$.currency")
    money = cast(column, JSONB)
    return cast(money["minor"].astext, BigInteger), money["currency"].astext


def _bounded(amount: Any, rule: Between) -> ColumnElement[bool]:
    bounds = []
    if rule.least is not None:
        bounds.append(amount >= rule.least)
    if rule.most is not None:
        bounds.append(amount <= rule.most)
    return and_(true(), *bounds)


def _happened(field: MomentField, since: int) -> ColumnElement[bool]:
    match field:
        case MomentField.CREATED:
            return _contact.created_at >= since
        case MomentField.ORDERED:
            return exists().where(*_ORDER_OF, _order.placed_at >= since)
        case MomentField.TEXTED:
            mine = (_row.merchant_id == _contact.merchant_id, _row.to == _contact.phone)
            return exists().where(*mine, _row.queued_at >= since, _row.state.not_in(words("cancelled", "failed")))
        case MomentField.REPLIED:
            mine = (_talk.merchant_id == _contact.merchant_id, _talk.contact_id == _contact.id)
            heard = (_text.conversation_id == _talk.id, _text.direction == word("in"), _text.created_at >= since)
            return exists().where(*mine, *heard)


def _any(column: ColumnElement[Any], named: Sequence[str]) -> ColumnElement[bool]:
    return or_(false(), *[column == name for name in named])

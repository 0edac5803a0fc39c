"""The statements that find rows by more than equality.

Where a partial index must serve, its condition stands in the words: neither database uses such an index for a bound
value (SQLite never, Postgres not in a prepared plan).
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, tuple_

from conversation.conversation import Control
from conversation.halt import EVERY_MERCHANT
from conversation.store_sql import entities, tables
from conversation.store_sql.columns import word, words
from conversation.store_sql.statement import Statement

_stop = tables.suppressions.c
_cart = tables.carts.c
_halt = tables.halts.c
_offer = tables.offers.c
_talk = tables.conversations.c
_held = tables.exchanges.c
_text = tables.messages.c
_event = tables.events.c
_case = tables.cases.c
_wake = tables.wakes.c
_change = tables.consent_events.c

SUPPRESSION = Statement(
    lambda _: (
        select(*entities.SUPPRESSIONS.columns())
        .where(
            _stop.merchant_id == bindparam("merchant_id"),
            or_(_stop.phone == bindparam("phone"), _stop.phone == bindparam("token")),
        )
        .order_by(_stop.since.desc())
        .limit(1)
    )
)
OPEN_CONVERSATIONS = Statement(
    lambda _: (
        select(*entities.CONVERSATIONS.columns())
        .where(
            _talk.merchant_id == bindparam("merchant_id"),
            _talk.contact_id == bindparam("contact_id"),
            _talk.control != word("closed"),
        )
        .order_by(_talk.id)
    )
)
HALTS = Statement(
    lambda _: (
        select(*entities.HALTS.columns())
        .where(or_(_halt.merchant_id == bindparam("merchant_id"), _halt.merchant_id == word(EVERY_MERCHANT)))
        .order_by(_halt.since, _halt.id)
    )
)
OFFERS_OF_CONTACT = Statement(
    lambda _: (
        select(*entities.OFFERS.columns())
        .where(
            _cart.merchant_id == bindparam("merchant_id"),
            _cart.contact_id == bindparam("contact_id"),
            _offer.merchant_id == _cart.merchant_id,
            _offer.cart_id == _cart.id,
        )
        .order_by(_offer.reserved_at, _offer.id)
    )
)
CONSENT_JOURNAL = Statement(
    lambda _: (
        select(*entities.CONSENT_EVENTS.columns())
        .where(
            _change.merchant_id == bindparam("merchant_id"),
            tuple_(_change.recorded_at, _change.id) > tuple_(bindparam("moment"), bindparam("id")),
        )
        .order_by(_change.recorded_at, _change.id)
        .limit(bindparam("limit"))
    )
)
EVENTS_AFTER = Statement(
    lambda _: (
        select(*entities.EVENTS.columns())
        .where(
            _event.conversation_id == bindparam("conversation_id"),
            _event.merchant_id == bindparam("merchant_id"),
            _event.number > bindparam("after"),
        )
        .order_by(_event.number)
    )
)
SEAT_EVENTS = Statement(
    lambda _: (
        select(*entities.EVENTS.columns())
        .where(
            _event.kind.in_(words("seat.unread_draft", "seat.anomaly")),
            _event.merchant_id == bindparam("merchant_id"),
            _event.at >= bindparam("since"),
        )
        .order_by(_event.at.desc(), _event.id.desc())
    )
)
SEAT_TEXTS = Statement(
    lambda _: (
        select(_text.id, _talk.contact_id, _text.direction, _text.created_at)
        .select_from(tables.exchanges)
        .join(tables.messages, and_(_text.conversation_id == _held.conversation_id, _text.exchange_id == _held.id))
        .join(tables.conversations, _talk.id == _held.conversation_id)
        .where(
            _held.merchant_id == bindparam("merchant_id"),
            _held.holder == bindparam("holder"),
            or_(_held.ended_at.is_(None), _held.ended_at >= bindparam("since")),
            _text.created_at >= bindparam("since"),
            or_(_text.direction == word("in"), _text.user_id == bindparam("holder")),
        )
        .order_by(_text.created_at, _text.id)
    )
)
OPEN_CASE = Statement(
    lambda _: select(*entities.CASES.columns()).where(
        _case.conversation_id == bindparam("conversation_id"),
        _case.merchant_id == bindparam("merchant_id"),
        _case.state != word("closed"),
    )
)
CLAIMS = Statement(
    lambda _: select(func.count().filter(_case.state != word("closed")), func.max(_case.claimed_at)).where(
        _case.claimed_by == bindparam("user_id")
    )
)
DUE_WAKES = Statement(lambda _: _due_wakes())
FREE_WAKES = Statement(lambda _: _due_wakes().with_for_update(skip_locked=True))


def _due_wakes() -> Select[Any]:
    return (
        select(*entities.WAKES.columns())
        .where(
            _wake.due_at <= bindparam("now"),
            or_(_wake.lease_until.is_(None), _wake.lease_until <= bindparam("now")),
        )
        .order_by(_wake.due_at, _wake.conversation_id)
        .limit(bindparam("limit"))
    )


def under(control: Control) -> ColumnElement[bool]:
    """Return what holds of conversations under `control`, in the words of the partial index that serves it.

    One index over all would be rewritten with every text; most conversations are the AI's, so theirs is the open ones'.
    """
    is_it = _talk.control == word(control.value)
    match control:
        case Control.CLOSED:
            return is_it
        case Control.AI:
            return and_(_talk.control != word("closed"), is_it)
        case Control.ESCALATED | Control.HUMAN:
            return and_(_talk.control.in_(words("escalated", "human")), is_it)


@lru_cache
def conversations(control: Control, *, by_holder: bool, after_cursor: bool) -> Statement:
    """Find those of one merchant under one control, newest first; each flag adds a condition and its value.

    Over several merchants or controls no index would give the newest first, and all their rows would be sorted.
    """
    found = select(*entities.CONVERSATIONS.columns()).where(
        _talk.merchant_id == bindparam("merchant_id"), under(control)
    )
    if by_holder:
        found = found.where(_talk.holder == bindparam("holder"))
    if after_cursor:
        found = found.where(tuple_(_talk.updated_at, _talk.id) < tuple_(bindparam("moment"), bindparam("id")))
    newest_first = found.order_by(_talk.updated_at.desc(), _talk.id.desc()).limit(bindparam("limit"))
    return Statement(lambda _: newest_first)


@lru_cache
def cases(merchants: int, states: tuple[str, ...], *, by_claimant: bool) -> Statement:
    """Find those of ``merchant_0`` to ``merchant_n`` in one of `states`, oldest first."""
    found = select(*entities.CASES.columns()).where(
        _case.merchant_id.in_([bindparam(f"merchant_{number}") for number in range(merchants)]),
        _case.state.in_(words(*states)),
    )
    if by_claimant:
        found = found.where(_case.claimed_by == bindparam("claimed_by"))
    oldest_first = found.order_by(_case.opened_at, _case.id).limit(bindparam("limit"))
    return Statement(lambda _: oldest_first)

"""The statements that sum up orders and texts of a span. Where a partial index must serve, its words stand in them."""

from datetime import timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    JSON,
    BigInteger,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    or_,
    select,
)

from conversation.figures import ANSWERED_WITHIN
from conversation.store_sql import tables
from conversation.store_sql.columns import word, words
from conversation.store_sql.statement import Statement
from conversation.tag import TEST

FINE = 600
"""Seconds below which waits are told apart to the second."""
SPEAKERS = ("ai", "human", "template")
_SOON = ANSWERED_WITHIN // timedelta(milliseconds=1)

_order = tables.orders.c
_credit = tables.credits.c
_touch = tables.touches.c
_out = tables.outbox.c
_text = tables.messages.c
_event = tables.events.c
_click = tables.link_clicks.c
_held = tables.exchanges.c
_talk = tables.conversations.c
_tag = tables.tags.c

KEPT = case((_order.cancelled_at.is_not(None), 0), else_=_order.minor - _order.refunded_minor)
"""What `Order.kept` is, in minor units."""
_credited = tables.orders.outerjoin(
    tables.credits,
    and_(
        _credit.merchant_id == _order.merchant_id,
        _credit.shop_domain == _order.shop_domain,
        _credit.order_id == _order.order_id,
    ),
)


def in_span(merchant_id: ColumnElement[Any], at: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(merchant_id == bindparam("merchant_id"), at >= bindparam("since"), at < bindparam("until"))


def _tests() -> Select[Any]:
    tagged = select(_tag.contact_id)
    return tagged.where(_tag.merchant_id == bindparam("merchant_id"), _tag.word == word(TEST))


def is_counted(contact_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the contact is nobody who tries things out; an order of nobody known counts."""
    return or_(contact_id.is_(None), contact_id.not_in(_tests()))


def _is_counted_talk(conversation_id: ColumnElement[Any]) -> ColumnElement[bool]:
    theirs = select(_talk.id).where(_talk.merchant_id == bindparam("merchant_id"), _talk.contact_id.in_(_tests()))
    return conversation_id.not_in(theirs)


def count_if(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _credited_sums() -> Select[Any]:
    shared = (
        _order.currency,
        _credit.how,
        _credit.spoke,
        _credit.kind,
        func.coalesce(_credit.automation_id, ""),
        func.coalesce(_credit.step, ""),
        func.coalesce(_credit.variant, ""),
    )
    sums = select(*shared, func.count(), func.sum(KEPT)).select_from(_credited)
    spanned = in_span(_order.merchant_id, _order.placed_at)
    return sums.where(spanned, is_counted(_order.contact_id)).group_by(*shared)


def _reach() -> Select[Any]:
    shared = (_touch.kind, _touch.automation_id, _touch.step, _touch.variant)
    answer = tables.messages.alias("answer").c
    soon = _touch.at + _SOON
    clicked = exists().where(_click.message_id == _touch.message_id, _click.by == word("human"))
    replied = exists().where(
        answer.conversation_id == _text.conversation_id,
        answer.seq > _text.seq,
        answer.direction == word("in"),
        answer.created_at <= soon,
    )
    stopped = exists().where(
        _event.conversation_id == _text.conversation_id,
        _event.kind == word("contact.suppressed"),
        _event.at.between(_touch.at, soon),
    )
    sent = or_(_out.state == word("sent"), and_(_out.state == word("failed"), _out.provider_id.is_not(None)))

    def contacts(condition: ColumnElement[bool]) -> ColumnElement[Any]:
        return func.count(case((condition, _touch.contact_id)).distinct())

    return (
        select(
            *shared,
            func.count(),
            count_if(sent),
            count_if(_out.carrier_status.in_(words("delivered", "read"))),
            count_if(_out.state == word("failed")),
            func.count(_touch.contact_id.distinct()),
            contacts(clicked),
            contacts(replied),
            contacts(stopped),
        )
        .select_from(tables.touches)
        .join(tables.messages, _text.id == _touch.message_id)
        .outerjoin(tables.outbox, _out.message_id == _touch.message_id)
        .where(in_span(_touch.merchant_id, _touch.at), is_counted(_touch.contact_id))
        .group_by(*shared)
        .order_by(*shared)
    )


def _spoken() -> CTE:
    """How many texts of each author each conversation has in the span; those that never left are few, and taken off."""
    unsent = (
        select(
            _out.conversation_id.label("conversation_id"),
            *[count_if(_out.author == word(author)).label(author) for author in SPEAKERS],
        )
        .where(_out.state.in_(words("cancelled", "failed")), in_span(_out.merchant_id, _out.queued_at))
        .group_by(_out.conversation_id)
        .cte("unsent")
    )
    written = (
        select(
            _text.conversation_id.label("conversation_id"),
            *[count_if(_text.author == word(author)).label(author) for author in (*SPEAKERS, "contact")],
        )
        .where(in_span(_text.merchant_id, _text.created_at), _is_counted_talk(_text.conversation_id))
        .group_by(_text.conversation_id)
        .cte("written")
    )

    def said(author: str) -> ColumnElement[Any]:
        return (written.c[author] - func.coalesce(unsent.c[author], 0)).label(author)

    return (
        select(written.c.conversation_id, *map(said, SPEAKERS), written.c.contact.label("heard"))
        .select_from(written.outerjoin(unsent, unsent.c.conversation_id == written.c.conversation_id))
        .cte("spoken")
    )


def _talks() -> Select[Any]:
    table = _spoken()
    spoken = table.c
    outcomes = (
        select(
            _event.conversation_id.label("conversation_id"),
            func.max(case((_event.kind == word("contact.suppressed"), 1), else_=0)).label("stopped"),
            count_if(_event.kind == word("control.escalated")).label("escalated"),
        )
        .where(
            _event.kind.in_(words("contact.suppressed", "control.escalated")), in_span(_event.merchant_id, _event.at)
        )
        .group_by(_event.conversation_id)
        .cte("outcomes")
    )
    spoke = case(
        (and_(spoken.ai > 0, spoken.human > 0), word("hybrid")),
        (spoken.ai > 0, word("ai")),
        (spoken.human > 0, word("human")),
        else_=word("automation"),
    ).label("spoke")
    return (
        select(
            spoke,
            func.count(),
            func.sum(spoken.ai),
            func.sum(spoken.human),
            func.sum(spoken.heard),
            func.coalesce(func.sum(outcomes.c.stopped), 0),
            func.coalesce(func.sum(outcomes.c.escalated), 0),
        )
        .select_from(table.outerjoin(outcomes, outcomes.c.conversation_id == spoken.conversation_id))
        .where(spoken.ai + spoken.human + spoken.template > 0)
        .group_by(spoke)
        .order_by(spoke)
    )


def _answers() -> Select[Any]:
    """Each answer looks back to the one before it, and takes the first of the shopper's texts in between."""
    earlier, heard = tables.messages.alias("earlier").c, tables.messages.alias("heard").c
    before = (
        select(earlier.seq)
        .where(
            earlier.conversation_id == _text.conversation_id,
            earlier.seq < _text.seq,
            earlier.author.in_(words("ai", "human")),
        )
        .order_by(earlier.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    answered = (
        select(
            _text.author.label("author"),
            _text.created_at.label("at"),
            _text.conversation_id.label("talk"),
            _text.seq.label("seq"),
            func.coalesce(before, 0).label("since_seq"),
        )
        .where(
            in_span(_text.merchant_id, _text.created_at),
            _text.author.in_(words("ai", "human")),
            _is_counted_talk(_text.conversation_id),
        )
        .subquery()
        .c
    )
    heard_at = (
        select(func.min(heard.created_at))
        .where(
            heard.conversation_id == answered.talk,
            heard.seq > answered.since_seq,
            heard.seq < answered.seq,
            heard.author == word("contact"),
        )
        .scalar_subquery()
    )
    waits = select(answered.author.label("author"), (answered.at - heard_at).label("wait")).subquery().c
    rounded = case((waits.wait < FINE * 1000, waits.wait - waits.wait % 1000), else_=waits.wait - waits.wait % 60_000)
    seconds = rounded.label("rounded")
    return (
        select(waits.author, seconds, func.count())
        .where(waits.wait >= 0)
        .group_by(waits.author, seconds)
        .order_by(waits.author, seconds)
    )


def _held_time() -> Select[Any]:
    each = (
        select((func.max(_text.created_at) - _held.started_at).label("time"))
        .select_from(tables.exchanges)
        .join(tables.messages, and_(_text.conversation_id == _held.conversation_id, _text.exchange_id == _held.id))
        .where(
            _held.holder.is_not(None),
            in_span(_held.merchant_id, _held.started_at),
            _is_counted_talk(_held.conversation_id),
            _text.author == word("human"),
        )
        .group_by(_held.id, _held.started_at)
        .subquery()
        .c
    )
    return select(func.coalesce(func.sum(each.time), 0))


def _segments() -> Select[Any]:
    taken = tables.messages.join(tables.outbox, _out.message_id == _text.id)
    sums = select(func.coalesce(func.sum(_out.segments), 0)).select_from(taken)
    return sums.where(in_span(_text.merchant_id, _text.created_at))


def _spent(dialect: str) -> Select[Any]:
    def cell(name: str) -> ColumnElement[Any]:
        if dialect == "sqlite":
            return cast(func.json_extract(_event.details, f"$.{name}"), BigInteger)
        return cast(func.json_extract_path_text(cast(_event.details, JSON), name), BigInteger)

    names = ("calls", "tokens_in", "cached", "tokens_out", "milliseconds", "micros")
    sums = [func.coalesce(func.sum(cell(name)), 0) for name in names]
    return select(func.count(), func.count(cell("micros")), *sums).where(
        _event.kind.in_(words("turn.spent")), in_span(_event.merchant_id, _event.at)
    )


CREDITED = Statement(lambda _: _credited_sums())
REACH = Statement(lambda _: _reach())
TALKS = Statement(lambda _: _talks())
ANSWERS = Statement(lambda _: _answers())
HELD_TIME = Statement(lambda _: _held_time())
SEGMENTS = Statement(lambda _: _segments())
SPENT = Statement(_spent)

"""The statements behind the filters: what a row is sorted by, then its id.

They are asked for one merchant at a time: over several no index would give the newest first, and all would be sorted.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, or_, select, tuple_, union

from conversation.conversation import Control
from conversation.escalation import ALERTS, Priority
from conversation.store_sql import tables
from conversation.store_sql.columns import word, words
from conversation.store_sql.finding import under
from conversation.store_sql.statement import Statement

_talk = tables.conversations.c
_case = tables.cases.c

_WITH_CASE = tables.conversations.outerjoin(
    tables.cases, and_(_case.conversation_id == _talk.id, _case.state != word("closed"))
)
_NOT_SNOOZED = or_(_case.state.is_(None), _case.state != word("snoozed"))


def _newest(of_the_filter: ColumnElement[bool]) -> Select[Any]:
    return (
        select(_talk.updated_at, _talk.id)
        .where(
            _talk.merchant_id == bindparam("merchant_id"),
            of_the_filter,
            tuple_(_talk.updated_at, _talk.id) < tuple_(bindparam("moment"), bindparam("id")),
        )
        .order_by(_talk.updated_at.desc(), _talk.id.desc())
        .limit(bindparam("limit"))
    )


def _escalated() -> Select[Any]:
    """Sort by what `conversation.filter.urgency` sorts by."""
    grave = case((_case.reason.in_(words(*(reason.value for reason in ALERTS))), 0), else_=1)
    ranks = {word(priority.value): rank for rank, priority in enumerate(Priority)}
    rank = case(*[(_case.priority == value, number) for value, number in ranks.items()], else_=len(ranks))
    due = case(
        (_case.id.is_(None), _talk.updated_at),
        (_case.first_reply_at.is_(None), _case.first_reply_due),
        else_=_case.resolution_due,
    )
    return (
        select(grave.label("grave"), rank.label("rank"), due.label("due"), _talk.id)
        .select_from(_WITH_CASE)
        .where(_talk.merchant_id == bindparam("merchant_id"), under(Control.ESCALATED), _NOT_SNOOZED)
        .limit(bindparam("limit"))
    )


def _snoozed() -> Select[Any]:
    return (
        select(_case.snoozed_until, _case.conversation_id)
        .where(_case.merchant_id == bindparam("merchant_id"), _case.state == word("snoozed"))
        .order_by(_case.snoozed_until, _case.conversation_id)
        .limit(bindparam("limit"))
    )


def _mine() -> Any:
    held = select(_talk.updated_at, _talk.id, _talk.merchant_id).select_from(_WITH_CASE)
    claimed = select(_talk.updated_at, _talk.id, _talk.merchant_id).select_from(
        tables.cases.join(tables.conversations, _talk.id == _case.conversation_id)
    )
    return union(
        held.where(_talk.holder == bindparam("user_id"), _NOT_SNOOZED),
        claimed.where(_case.claimed_by == bindparam("user_id"), _case.state == word("claimed")),
    )


NOT_CLOSED = Statement(lambda _: _newest(_talk.control != word("closed")))
CLOSED = Statement(lambda _: _newest(under(Control.CLOSED)))
ESCALATED = Statement(lambda _: _escalated().order_by("grave", "rank", "due", _talk.id))
ANY_ESCALATED = Statement(lambda _: _escalated())
SNOOZED = Statement(lambda _: _snoozed())
MINE = Statement(lambda _: _mine())

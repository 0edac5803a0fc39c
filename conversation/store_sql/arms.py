"""The statements that say what became of the contacts of each arm of an experiment."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, Double, Select, and_, bindparam, case, cast, exists, func, select

from conversation.store_sql import tables
from conversation.store_sql.columns import word
from conversation.store_sql.statement import Statement
from conversation.store_sql.summing import KEPT, count_if, in_span, is_counted

_order = tables.orders.c
_arm = tables.assignments.c
_talk = tables.conversations.c
_text = tables.messages.c
_event = tables.events.c
_click = tables.link_clicks.c


def _assigned() -> CTE:
    return (
        select(_arm.arm.label("arm"), _arm.contact_id.label("contact_id"), _arm.at.label("at"))
        .where(
            in_span(_arm.merchant_id, _arm.at),
            _arm.experiment_id == bindparam("experiment_id"),
            is_counted(_arm.contact_id),
        )
        .cte("entered")
    )


def _arms(entered: CTE) -> Select[Any]:
    who = entered.c
    ends = who.at + bindparam("span")

    def during(at: ColumnElement[int]) -> ColumnElement[bool]:
        return and_(at >= who.at, at < ends)

    mine = and_(_order.merchant_id == bindparam("merchant_id"), _order.contact_id == who.contact_id)
    bought = (
        select(
            who.contact_id.label("contact_id"),
            count_if(_order.cancelled_at.is_(None)).label("orders"),
            func.sum(case((_order.currency == bindparam("currency"), KEPT), else_=0)).label("kept"),
        )
        .select_from(entered.join(tables.orders, and_(mine, during(_order.placed_at))))
        .group_by(who.contact_id)
        .cte("bought")
    )
    talked = and_(_talk.merchant_id == bindparam("merchant_id"), _talk.contact_id == who.contact_id)
    clicked = exists().where(_click.contact_id == who.contact_id, _click.by == word("human"), during(_click.at))
    replied = (
        select(_text.id)
        .where(
            talked,
            _text.conversation_id == _talk.id,
            _text.direction == word("in"),
            _text.created_at > who.at,
            _text.created_at < ends,
        )
        .correlate(entered)
        .exists()
    )
    stopped = (
        select(_event.id)
        .where(
            talked,
            _event.conversation_id == _talk.id,
            _event.kind == word("contact.suppressed"),
            during(_event.at),
        )
        .correlate(entered)
        .exists()
    )
    kept = func.coalesce(bought.c.kept, 0)
    return (
        select(
            who.arm,
            func.count(),
            count_if(bought.c.orders > 0),
            count_if(clicked),
            count_if(replied),
            count_if(stopped),
            func.sum(kept),
            func.sum(cast(kept, Double) * cast(kept, Double)),
        )
        .select_from(entered.outerjoin(bought, bought.c.contact_id == who.contact_id))
        .group_by(who.arm)
        .order_by(who.arm)
    )


ARMS = Statement(lambda _: _arms(_assigned()))
BEGAN = Statement(
    lambda _: select(func.min(_arm.at)).where(
        _arm.merchant_id == bindparam("merchant_id"), _arm.experiment_id == bindparam("experiment_id")
    )
)
EXPERIMENTS = Statement(
    lambda _: (
        select(_arm.experiment_id)
        .where(_arm.merchant_id == bindparam("merchant_id"))
        .distinct()
        .order_by(_arm.experiment_id)
    )
)

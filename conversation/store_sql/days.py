"""Each day's figures, in SQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from conversation.clock import EPOCH, from_milliseconds
from conversation.day_figures import FOR_EVER, LATE, CountedDay, DayFigures, Reopening, reopening
from conversation.ids import MerchantId
from conversation.store_sql import tables
from conversation.store_sql.rows import Lock, Rows
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

FIGURES = Rows(DayFigures, tables.day_figures)
COUNTED = Rows(CountedDay, tables.day_figures)
REOPENINGS = Rows(Reopening, tables.reopenings)

_day = tables.day_figures.c
_again = tables.reopenings.c


def _of_days() -> Select[Any]:
    days = select(*FIGURES.columns()).where(_day.merchant_id == bindparam("merchant_id"))
    return days.where(_day.day.between(bindparam("first"), bindparam("last"))).order_by(_day.day)


def _reopened() -> Select[Any]:
    rows = select(*REOPENINGS.columns()).where(_again.merchant_id == bindparam("merchant_id"))
    return rows.order_by(_again.id).limit(bindparam("limit"))


def _first(at: Any) -> Statement:
    return Statement(lambda _: select(func.min(at)).where(at.table.c.merchant_id == bindparam("merchant_id")))


OF_DAYS = Statement(lambda _: _of_days())
REOPENED = Statement(lambda _: _reopened())
FIRSTS = (_first(tables.messages.c.created_at), _first(tables.orders.c.placed_at))


class SqlDayReader:
    """Implements `conversation.day_books.DayReader`."""

    _session: Session

    def day_figures(self, merchant_id: MerchantId, first: str, last: str) -> tuple[DayFigures, ...]:
        return FIGURES.all(self._session, OF_DAYS, {"merchant_id": merchant_id, "first": first, "last": last})

    def counted_days(self, merchant_id: MerchantId) -> tuple[CountedDay, ...]:
        return COUNTED.many(self._session, ("day",), merchant_id=merchant_id)

    def reopenings(self, merchant_id: MerchantId, limit: int) -> tuple[Reopening, ...]:
        return REOPENINGS.all(self._session, REOPENED, {"merchant_id": merchant_id, "limit": limit})

    def first_figure_at(self, merchant_id: MerchantId) -> datetime | None:
        values: Values = {"merchant_id": merchant_id}
        rows = [self._session.first(statement, values) for statement in FIRSTS]
        return min((from_milliseconds(row[0]) for row in rows if row and row[0] is not None), default=None)


class SqlDayBooks(SqlDayReader):
    """Implements `conversation.day_books.DayBooks`."""

    def save_day_figures(self, figures: DayFigures) -> bool:
        known = COUNTED.one(self._session, lock=Lock.ALONE, merchant_id=figures.merchant_id, day=figures.day)
        if known is not None and known.counted_at > figures.counted_at:
            return False
        FIGURES.save(self._session, figures)
        return True

    def reopen_around(self, merchant_id: MerchantId, at: datetime) -> None:
        REOPENINGS.add(self._session, reopening(merchant_id, at - LATE, at))

    def reopen_all(self, merchant_id: MerchantId) -> None:
        REOPENINGS.add(self._session, reopening(merchant_id, EPOCH, FOR_EVER))

    def drop_reopenings(self, merchant_id: MerchantId, ids: tuple[str, ...]) -> None:
        for id_ in ids:
            REOPENINGS.drop(self._session, id=id_, merchant_id=merchant_id)

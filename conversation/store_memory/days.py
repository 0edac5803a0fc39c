"""Each day's figures, in memory."""

from datetime import datetime

from conversation.clock import EPOCH
from conversation.day_figures import FOR_EVER, LATE, CountedDay, DayFigures, Reopening, reopening
from conversation.ids import MerchantId
from conversation.message import Message
from conversation.order import Order
from conversation.store_memory.keys import all_owned, in_order, own
from conversation.store_memory.table import Journal, Table


class MemoryDayReader:
    """Implements `conversation.day_books.DayReader`."""

    _messages: Table[Message]
    _orders: Table[Order]

    def __init__(self, journal: Journal) -> None:
        self._day_figures = Table[DayFigures](
            journal, lambda row: (row.merchant_id, row.day), merchant=lambda row: row.merchant_id
        )
        self._reopenings = Table[Reopening](journal, own, merchant=lambda row: row.merchant_id)

    def day_figures(self, merchant_id: MerchantId, first: str, last: str) -> tuple[DayFigures, ...]:
        rows = (row for row in self._day_figures.of(merchant=merchant_id) if first <= row.day <= last)
        return in_order(rows, lambda row: row.day)

    def counted_days(self, merchant_id: MerchantId) -> tuple[CountedDay, ...]:
        rows = in_order(self._day_figures.of(merchant=merchant_id), lambda row: row.day)
        return tuple(CountedDay(row.day, row.zone, row.counted_at, row.arms) for row in rows)

    def reopenings(self, merchant_id: MerchantId, limit: int) -> tuple[Reopening, ...]:
        return in_order(self._reopenings.of(merchant=merchant_id), own)[:limit]

    def first_figure_at(self, merchant_id: MerchantId) -> datetime | None:
        texts = [row.created_at for row in all_owned(self._messages.all(), merchant_id)]
        orders = [row.placed_at for row in self._orders.of(merchant=merchant_id)]
        return min(texts + orders, default=None)


class MemoryDayBooks(MemoryDayReader):
    """Implements `conversation.day_books.DayBooks`."""

    def save_day_figures(self, figures: DayFigures) -> bool:
        known = self._day_figures.get((figures.merchant_id, figures.day))
        if known is not None and known.counted_at > figures.counted_at:
            return False
        self._day_figures.put(figures)
        return True

    def drop_reopenings(self, merchant_id: MerchantId, ids: tuple[str, ...]) -> None:
        for id_ in ids:
            self._reopenings.drop(id_)

    def reopen_around(self, merchant_id: MerchantId, at: datetime) -> None:
        self._reopenings.put(reopening(merchant_id, at - LATE, at))

    def reopen_all(self, merchant_id: MerchantId) -> None:
        self._reopenings.put(reopening(merchant_id, EPOCH, FOR_EVER))

"""Keeping each day's figures: the worker counts days that ended, and counts again those that came to be otherwise.

A day is counted whole, from the ledger's rows, so that counting it twice changes nothing. In the first days after it,
texts still arrive and are answered, so it is counted again and again; later only when a row says so.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from api.analytics.day_counting import count_day
from api.analytics.period import MOST_DAYS, Period
from api.enduring import Loops
from conversation.clock import Clock
from conversation.day_figures import LATE, CountedDay, DayFigures, Reopening
from conversation.ids import MerchantId
from conversation.ledger import Books, Ledger, Reader
from conversation.merchant import Merchant

EVERY_SECONDS = 60.0
AGAIN = timedelta(minutes=5)
"""How old yesterday's figures become before it is counted again; those of the day before twice that, and so on."""
MOST_REOPENINGS = 1000


@dataclass(frozen=True, slots=True)
class Due:
    """The days to count, newest first, and what asked for some of them."""

    merchant: Merchant
    days: tuple[date, ...]
    reopenings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayKeeping:
    """One process's. Two at once count the same days, and what was counted later stays."""

    ledger: Ledger
    clock: Clock
    loops: Loops = field(default_factory=Loops)

    async def run(self) -> None:
        """Go on until cancelled."""
        await self.loops.go_on("days' figures", self.level, lambda: asyncio.sleep(EVERY_SECONDS))

    async def level(self) -> int:
        """Count every day of every merchant that is due, and return how many were."""
        now = self.clock.now()
        dues = await self.ledger.read(lambda books: [due_days(books, one, now) for one in books.merchants()])
        return sum([await self._count(due) for due in dues])

    async def _count(self, due: Due) -> int:
        for day in due.days:
            await self._count_day(due.merchant, day)
        await self.ledger.write(lambda books: books.drop_reopenings(due.merchant.id, due.reopenings), durable=False)
        return len(due.days)

    async def _count_day(self, merchant: Merchant, day: date) -> None:
        now = self.clock.now()
        figures = await self.ledger.read(lambda books: count_day(books, merchant, day, now))
        await self.ledger.write(lambda books: _keep(books, merchant.id, figures), durable=False)


def due_days(reader: Reader, merchant: Merchant, now: datetime) -> Due:
    """Return which days must be counted: never counted, of another zone, too old a count, or reopened."""
    zone = ZoneInfo(merchant.timezone)
    first = reader.first_figure_at(merchant.id)
    if first is None:
        return Due(merchant, (), ())
    yesterday = now.astimezone(zone).date() - timedelta(days=1)
    oldest = max(first.astimezone(zone).date(), yesterday - timedelta(days=MOST_DAYS))
    counted = {row.day: row for row in reader.counted_days(merchant.id) if row.zone == merchant.timezone}
    reopenings = reader.reopenings(merchant.id, MOST_REOPENINGS)
    newest_first = (yesterday - timedelta(days=back) for back in range((yesterday - oldest).days + 1))
    days = tuple(day for day in newest_first if _is_due(counted.get(day.isoformat()), day, zone, reopenings, now))
    return Due(merchant, days, tuple(row.id for row in reopenings))


def _is_due(
    counted: CountedDay | None, day: date, zone: ZoneInfo, reopenings: Iterable[Reopening], now: datetime
) -> bool:
    if counted is None:
        return True
    period = Period(day, day, zone)
    if counted.counted_at < period.until + LATE:
        return now - counted.counted_at >= AGAIN * ((now - period.until).days + 1)
    return any(row.since < period.until and row.until >= period.since for row in reopenings)


def _keep(books: Books, merchant_id: MerchantId, figures: DayFigures) -> None:
    merchant = books.merchant(merchant_id)
    if merchant is not None and merchant.timezone == figures.zone:
        books.save_day_figures(figures)

"""Counting days: from the ledger's rows where nobody has yet, from what was kept of them where somebody has."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from api.analytics.period import Period
from conversation.clock import EPOCH
from conversation.day_figures import FOR_EVER, DayArm, DayFigures, Waited
from conversation.figures import Answers
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.merchant import Merchant
from conversation.message import Author
from flows.winning import DAYS, WATCHED

NO_MONEY = ""


def count_day(reader: Reader, merchant: Merchant, day: date, now: datetime) -> DayFigures:
    """Count the day from the ledger's rows, as the merchant's clocks show it."""
    period = Period(day, day, ZoneInfo(merchant.timezone))
    return _count(reader, merchant, period, now, _arms(reader, merchant.id, period))


def days_of(reader: Reader, merchant: Merchant, period: Period) -> tuple[DayFigures, ...]:
    """Return every day of the period, experiments apart: what is kept of it, or else what it comes to now."""
    rows = reader.day_figures(merchant.id, period.first.isoformat(), period.last.isoformat())
    kept = {row.day: row for row in rows if row.zone == merchant.timezone}
    return tuple(
        kept.get(day.isoformat()) or _count(reader, merchant, Period(day, day, period.zone), EPOCH, ())
        for day in period.days
    )


def arms_of(reader: Reader, merchant: Merchant, currency: str, experiments: tuple[str, ...]) -> tuple[DayArm, ...]:
    """Return the arms of these experiments since they began, kept day by day or counted now, to be added up."""
    days = [row for row in reader.counted_days(merchant.id) if row.zone == merchant.timezone]
    kept = [arm for row in days for arm in row.arms if arm.currency in (NO_MONEY, currency)]
    gaps = _gaps(merchant, [date.fromisoformat(row.day) for row in days])
    fresh = [arm for ref in experiments for gap in gaps for arm in _entered(reader, merchant.id, ref, currency, gap)]
    return tuple(arm for arm in kept if arm.experiment_id in experiments) + tuple(fresh)


def _count(
    reader: Reader, merchant: Merchant, day: Period, counted_at: datetime, arms: tuple[DayArm, ...]
) -> DayFigures:
    span = (merchant.id, day.since, day.until)
    answers = reader.answer_times(*span)
    return DayFigures(
        merchant_id=merchant.id,
        day=day.first.isoformat(),
        zone=merchant.timezone,
        counted_at=counted_at,
        sums=reader.credited(*span),
        reach=reader.reach(*span),
        talks=reader.talks_by_seat(*span),
        ai_waits=_waited(answers, Author.AI),
        human_waits=_waited(answers, Author.HUMAN),
        spent=reader.spent_between(*span),
        segments=reader.segments_between(*span),
        held_seconds=reader.held_seconds(*span),
        arms=arms,
    )


def _gaps(merchant: Merchant, days: list[date]) -> list[tuple[datetime, datetime]]:
    """Return the spans between the days, before the first of them and after the last."""
    zone, gaps, since = ZoneInfo(merchant.timezone), [], EPOCH
    for day in days:
        period = Period(day, day, zone)
        if since < period.since:
            gaps.append((since, period.since))
        since = period.until
    return [*gaps, (since, FOR_EVER)]


def _arms(reader: Reader, merchant_id: MerchantId, period: Period) -> tuple[DayArm, ...]:
    gap = (period.since, period.until)
    sold = reader.credited(merchant_id, period.since, period.until + WATCHED)
    currencies = sorted({one.currency for one in sold})
    return tuple(
        arm
        for ref in reader.experiments(merchant_id)
        for currency in (NO_MONEY, *currencies)
        for arm in _in_currency(reader, merchant_id, ref, currency, gap)
    )


def _entered(
    reader: Reader, merchant_id: MerchantId, ref: str, currency: str, gap: tuple[datetime, datetime]
) -> list[DayArm]:
    return [arm for each in (NO_MONEY, currency) for arm in _in_currency(reader, merchant_id, ref, each, gap)]


def _in_currency(
    reader: Reader, merchant_id: MerchantId, ref: str, currency: str, gap: tuple[datetime, datetime]
) -> list[DayArm]:
    arms = reader.experiment_arms(merchant_id, ref, DAYS, currency, gap)
    return [DayArm(ref, currency, arm) for arm in arms if currency == NO_MONEY or arm.revenue_squares]


def _waited(answers: tuple[Answers, ...], author: Author) -> Waited:
    return tuple((one.seconds, one.count) for one in answers if one.author is author)

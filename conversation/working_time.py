"""Working time: minutes that count only while a merchant's people answer."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversation.merchant import BusinessHours

MOST_DAYS = 400
"""How far ahead is looked; hours that give nothing in so long a time count as none at all."""


def after_working(minutes: int, start: datetime, hours: BusinessHours | None, zone: ZoneInfo) -> datetime:
    """Return when `minutes` of business hours have passed since `start` (aware); by the clock where there are none.

    A day on which the clocks change has an hour more or less, as the people who work it have.
    """
    left = timedelta(minutes=minutes)
    if hours is None or not _gives_time(hours):
        return start + left
    opens, closes = time.fromisoformat(hours.opens), time.fromisoformat(hours.closes)
    first = start.astimezone(zone).date()
    for number in range(MOST_DAYS):
        day = first + timedelta(days=number)
        if day.weekday() not in hours.days:
            continue
        begin = max(start, datetime.combine(day, opens, zone).astimezone(start.tzinfo))
        end = datetime.combine(day, closes, zone).astimezone(start.tzinfo)
        if end - begin >= left:
            return begin + left
        left -= max(timedelta(), end - begin)
    return start + left


def is_open(moment: datetime, hours: BusinessHours | None, zone: ZoneInfo) -> bool:
    """Tell whether people answer at `moment`; always where no hours are configured."""
    if hours is None:
        return True
    local = moment.astimezone(zone)
    return local.weekday() in hours.days and hours.opens <= f"{local:%H:%M}" < hours.closes


def _gives_time(hours: BusinessHours) -> bool:
    return bool(hours.days) and hours.opens < hours.closes

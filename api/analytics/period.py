"""A period: whole days in the merchant's zone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversation.clock import whole_milliseconds
from conversation.errors import Invalid

CHOICES = (7, 30, 90)
USUAL = 30
MOST_DAYS = 400
EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)
"""What a calendar can be asked for: beyond, the days around a period are none of its."""


@dataclass(frozen=True, slots=True)
class Period:
    """From the first moment of `first` to the last of `last`, both included, as the merchant's clocks show them."""

    first: date
    last: date
    zone: ZoneInfo

    @classmethod
    def read(cls, zone: str, now: datetime, *, days: int | None = None, first: str = "", last: str = "") -> "Period":
        """Read the last `days` days, today included, or two ISO dates. Raises Invalid, naming the field."""
        clock = ZoneInfo(zone)
        today = now.astimezone(clock).date()
        if not first and not last:
            length = USUAL if days is None else days
            if not 1 <= length <= MOST_DAYS:
                raise Invalid("days", f"{length} days are out of range", f"use 1 to {MOST_DAYS}")
            return cls(today - timedelta(days=length - 1), today, clock)
        ends = _date("to", last) if last else today
        begins = _date("from", first) if first else ends - timedelta(days=USUAL - 1)
        if not 1 <= (ends - begins).days + 1 <= MOST_DAYS:
            remedy = f"let it begin before it ends, {MOST_DAYS} days at most"
            raise Invalid("from", f"{begins} to {ends} is no period", remedy)
        return cls(begins, ends, clock)

    @property
    def since(self) -> datetime:
        return _midnight(self.first, self.zone)

    @property
    def until(self) -> datetime:
        """The moment after its last."""
        return _midnight(self.last + timedelta(days=1), self.zone)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return whole_milliseconds(datetime.combine(day, time.min, zone))


def _date(field: str, words: str) -> date:
    try:
        day = date.fromisoformat(words)
    except ValueError as error:
        raise Invalid(field, f"{words!r} is no date", "write it as 2026-11-24") from error
    if not EARLIEST <= day <= LATEST:
        raise Invalid(field, f"{words!r} is out of range", f"name a day from {EARLIEST} to {LATEST}")
    return day

"""The hours of one rule: a column each for weekdays, Saturdays, Sundays and holidays."""

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True, slots=True)
class Span:
    """From `opens` until just before `closes`, by the clock of the place."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


@dataclass(frozen=True, slots=True)
class Hours:
    """When texts may leave on each kind of day; None: at no time. Holidays that are `same` are days like others."""

    weekdays: Span | None
    saturday: Span | None
    sunday: Span | None
    holidays: Span | Literal["same"] | None = "same"

    def on(self, day: date, *, is_holiday: bool) -> Span | None:
        """Return the hours of `day`; on a holiday that is also a Saturday or Sunday the narrower of both columns."""
        of_week = {SATURDAY: self.saturday, SUNDAY: self.sunday}.get(day.weekday(), self.weekdays)
        if not is_holiday or self.holidays == "same":
            return of_week
        return common([of_week, self.holidays])

    @property
    def heeds_holidays(self) -> bool:
        return self.holidays != "same"


def common(spans: list[Span | None]) -> Span | None:
    """Return the time that lies in every span; None where there is none."""
    closed = any(span is None for span in spans)
    known = [span for span in spans if span is not None]
    if closed or not known:
        return None
    opens, closes = max(span.opens for span in known), min(span.closes for span in known)
    return Span(opens, closes) if opens < closes else None

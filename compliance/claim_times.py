"""Times that a text names: weekdays, dates, hours and spans, and whether they fit a moment."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

_DAYS = "mon|tue|wed|thu|fri|sat|sun"
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_SPANS = {
    "minute": timedelta(minutes=1),
    "min": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "hr": timedelta(hours=1),
    "h": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}

DEADLINE = re.compile(
    r"\b(?:ends?|ending|expir(?:es?|ing)|valid|good|lasts?|works?|runs|available|closes?|hold(?:ing)?|held|reserved?|saved?)\b"
    r"|\b(?:until|till)\b|\b\d+\s*(?:hours?|hrs?|days?|minutes?|mins?|h)\s+(?:left|remaining|only|to go)\b",
    re.IGNORECASE,
)
"""Words after which a time in the same sentence is a deadline."""

_TIME = re.compile(
    rf"\b(?P<weekday>{_DAYS})(?:day|sday|nesday|rsday|urday|s|rs|ur|nes)?\b"
    rf"|\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTHS})[a-z]*\b"
    rf"|\b(?P<month2>{_MONTHS})[a-z]*\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)"
    r"|\b(?P<month3>\d{1,2})/(?P<day3>\d{1,2})\b"
    r"|\b(?P<hour>\d{1,2}):(?P<minute>\d{2})\s*(?P<half>[ap]\.?m)?|\b(?P<hour2>\d{1,2})\s*(?P<half2>[ap]\.?m)\b"
    r"|\b(?P<count>\d{1,4})[\s-]*(?P<unit>minute|min|hour|hr|h|day|week)s?\b"
    r"|\b(?P<relative>today|tonight|tomorrow|midnight|noon|weekend|this week|end of (?:the )?(?:day|week|month))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamedTime:
    """A time as a text names it."""

    found: re.Match[str]

    @property
    def words(self) -> str:
        return self.found.group()

    def fits(self, moment: datetime, now: datetime) -> bool:
        """Tell whether these words name `moment`; both are in the reader's zone, and spans count from `now`."""
        named = self.found
        if named["weekday"]:
            return _DAYS.split("|").index(named["weekday"].lower()) == moment.weekday()
        if named["count"]:
            return _span_fits(int(named["count"]), _SPANS[named["unit"].lower()], moment - now)
        if named["relative"]:
            return _relative_fits(named["relative"].lower(), moment, now)
        if named["hour"] or named["hour2"]:
            return _clock_fits(named, moment)
        return _date_fits(named, moment)


def times_in(text: str) -> tuple[NamedTime, ...]:
    """Return every time that `text` names, in order."""
    return tuple(_named(text))


def _named(text: str) -> Iterator[NamedTime]:
    for found in _TIME.finditer(text):
        yield NamedTime(found)


def _span_fits(count: int, unit: timedelta, left: timedelta) -> bool:
    """A span fits when it is right to half a unit, or to the hour for whole hours."""
    slack = max(unit / 2, timedelta(minutes=5)) if unit != timedelta(hours=1) else timedelta(hours=1)
    return abs(count * unit - left) <= slack


def _relative_fits(words: str, moment: datetime, now: datetime) -> bool:
    days = (moment.date() - now.date()).days
    return {"today": days == 0, "tonight": days == 0, "tomorrow": days == 1}.get(words, False)


def _clock_fits(named: re.Match[str], moment: datetime) -> bool:
    hour, minute = int(named["hour"] or named["hour2"]), named["minute"]
    half = (named["half"] or named["half2"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return hour == moment.hour and (int(minute) if minute else 0) == moment.minute


def _date_fits(named: re.Match[str], moment: datetime) -> bool:
    day = int(named["day"] or named["day2"] or named["day3"])
    if named["month3"]:
        return (int(named["month3"]), day) == (moment.month, moment.day)
    month = (named["month"] or named["month2"]).lower()
    return (_MONTHS.split("|").index(month) + 1, day) == (moment.month, moment.day)

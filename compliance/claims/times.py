"""Times that a text names: weekdays, dates, hours and spans, and whether they fit a moment or a time in a source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DIAS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_SPANS = {
    "minute": timedelta(minutes=1),
    "min": timedelta(minutes=1),
    "minuto": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "hr": timedelta(hours=1),
    "h": timedelta(hours=1),
    "hora": timedelta(hours=1),
    "heure": timedelta(hours=1),
    "stunde": timedelta(hours=1),
    "ora": timedelta(hours=1),
    "day": timedelta(days=1),
    "dia": timedelta(days=1),
    "jour": timedelta(days=1),
    "tag": timedelta(days=1),
    "week": timedelta(weeks=1),
    "semana": timedelta(weeks=1),
    "month": timedelta(days=30),
    "mes": timedelta(days=30),
    "year": timedelta(days=365),
    "ano": timedelta(days=365),
}
_AROUND = {"noon": (11, 12), "lunchtime": (11, 12, 13), "midnight": (23, 0), "medianoche": (23, 0)}
"""Hours within which a moment may be called so."""
_RELATIVE = {
    "today": "today",
    "hoy": "today",
    "tonight": "today",
    "esta noche": "today",
    "tomorrow": "tomorrow",
    "manana": "tomorrow",
}


_PAST = re.compile(r"\b(?:last|past|ultimas?)\s*$")
_AGO = re.compile(r"\s*ago\b")


@lru_cache(maxsize=1)
def _time() -> re.Pattern[str]:
    days, dias = "|".join(_DAYS), "|".join(_DIAS)
    return re.compile(
        rf"\b(?P<weekday>{days})(?:day|sday|nesday|rsday|urday|s|rs|ur|nes)?\b|\b(?P<dia>{dias})\b"
        rf"|\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTHS})[a-z]*\b"
        rf"|\b(?P<month2>{_MONTHS})[a-z]*\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)"
        r"|\b(?P<month3>\d{1,2})/(?P<day3>\d{1,2})\b"
        r"|\b(?P<hour>\d{1,2}):(?P<minute>\d{2})\s*(?P<half>[ap]\.?m)?|\b(?P<hour2>\d{1,2})\s*(?P<half2>[ap]\.?m)\b"
        r"|\b(?P<hour3>\d{1,2})\s*o'?\s?clock\b"
        r"|\b(?:at|by|until|till|before|a las|las)\s+(?P<hour4>\d{1,2})(?![\d.,%:/]|\s?%)"
        r"|\b(?P<halves>half(?: an)?[- ]hour|media hora)\b"
        r"|\b(?P<count>\d{1,4}|an?|una?)[\s-]*(?:more |other |whole |full |short |single |business |entire )*"
        r"(?P<unit>minuto|minute|min|hora|hour|heure|stunde|ora|hr|h|dia|day|jour|tag|semana|week|month|mes|year|ano)s?\b"
        r"|\b(?P<relative>today|hoy|tonight|esta noche|tomorrow|manana|midnight|medianoche|noon"
        r"|lunchtime|(?:this|the|next|until|by) weekend"
        r"|this week|fin de semana|end of (?:the )?(?:day|week|month))\b",
        re.IGNORECASE,
    )


@dataclass(frozen=True, slots=True)
class NamedTime:
    """A time as a text names it, without accents."""

    found: re.Match[str]

    @property
    def is_today(self) -> bool:
        return self._key() == ("relative", "today")

    @property
    def is_long(self) -> bool:
        """A span of a week or more, which no hours of business name by chance."""
        match self._key():
            case ("span", timedelta() as span):
                return span >= timedelta(days=7)
        return False

    def is_named_in(self, others: tuple["NamedTime", ...]) -> bool:
        """Tell whether one of `others` names the same time: ``5 pm`` is ``17:00``."""
        return any(_same(self._key(), other._key()) for other in others)

    def fits(self, moment: datetime, now: datetime) -> bool:
        """Tell whether these words name `moment`; both are in the reader's zone, and spans count from `now`."""
        match self._key():
            case ("weekday", int(day)):
                return day == moment.weekday()
            case ("span", timedelta() as span):
                return _span_fits(span, (self.found["unit"] or "hour").lower(), moment - now)
            case ("hour", int(hour), int(minute), bool(is_sure)):
                return minute == moment.minute and (hour == moment.hour or (not is_sure and hour == moment.hour % 12))
            case ("date", int(month), int(day)):
                return (month, day) == (moment.month, moment.day)
            case ("relative", str(words)):
                days = (moment.date() - now.date()).days
                if words in _AROUND:
                    return moment.hour in _AROUND[words]
                return {"today": days == 0, "tomorrow": days == 1}.get(words, False)
        return False

    def _key(self) -> tuple[object, ...]:
        named = self.found
        if named["weekday"] or named["dia"]:
            days = _DAYS if named["weekday"] else _DIAS
            return "weekday", days.index((named["weekday"] or named["dia"]).lower())
        if named["halves"]:
            return "span", timedelta(minutes=30)
        if named["count"]:
            count = named["count"].lower()
            return "span", (int(count) if count.isdigit() else 1) * _SPANS[named["unit"].lower()]
        if named["relative"]:
            words = named["relative"].lower()
            return "relative", _RELATIVE.get(words, words)
        hour = named["hour"] or named["hour2"] or named["hour3"] or named["hour4"]
        return _clock(named, int(hour)) if hour else _date(named)


def times_in(text: str) -> tuple[NamedTime, ...]:
    """Return every time that `text` names and that is not past, in order.

    The text should be without accents, its numbers in digits.
    """
    return tuple(_named(text))


def _named(text: str) -> Iterator[NamedTime]:
    for found in _time().finditer(text):
        if _PAST.search(text[: found.start()]) is None and _AGO.match(text[found.end() :]) is None:
            yield NamedTime(found)


def _span_fits(span: timedelta, unit: str, left: timedelta) -> bool:
    """A span fits when it is right to half a unit, or to the hour for whole hours."""
    one = _SPANS[unit]
    slack = max(one / 2, timedelta(minutes=5)) if one != timedelta(hours=1) else timedelta(hours=1)
    return abs(span - left) <= slack


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    match one, other:
        case ("hour", int(hour), minute, is_sure), ("hour", int(again), minute_again, is_sure_again):
            exact = hour == again or (not (is_sure and is_sure_again) and hour % 12 == again % 12)
            return minute == minute_again and exact
    return one == other


def _clock(named: re.Match[str], hour: int) -> tuple[object, ...]:
    half = (named["half"] or named["half2"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return "hour", hour, int(named["minute"] or 0), bool(half) or named["hour"] is not None


def _date(named: re.Match[str]) -> tuple[object, ...]:
    day = int(named["day"] or named["day2"] or named["day3"])
    if named["month3"]:
        return "date", int(named["month3"]), day
    month = (named["month"] or named["month2"]).lower()
    return "date", _MONTHS.split("|").index(month) + 1, day

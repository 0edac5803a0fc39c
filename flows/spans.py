"""Spans of time as people write them: ``30 minutes``, ``2 hours``, ``3 days``."""

import re
from datetime import timedelta

_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
}
"""A month is 30 days."""
_SPAN = re.compile(rf"(\d{{1,4}}) +({'|'.join(_UNITS)})s?")
LONGEST = timedelta(days=366)


def read_span(words: str) -> timedelta | None:
    """Return the span, or None where the words are none between a minute and a year."""
    found = _SPAN.fullmatch(words.strip().lower())
    span = int(found[1]) * _UNITS[found[2]] if found else timedelta()
    return span if timedelta() < span <= LONGEST else None


def span_in_words(span: timedelta) -> str:
    """Return the span in its largest whole unit, as `read_span` reads it."""
    for name in ("week", "day", "hour", "minute"):
        count, rest = divmod(span, _UNITS[name])
        if count and not rest:
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    return f"{round(span / _UNITS['minute'])} minutes"

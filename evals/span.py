"""Spans of time as suites write them: `45s`, `30m`, `2h`, `1d`, `1h30m`."""

import re
from datetime import timedelta

_PART = re.compile(r"(\d+)([smhd])")
_WHOLE = re.compile(r"(?:\d+[smhd])+")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def read_span(words: object) -> timedelta:
    """Read a span. Raises ValueError, with the remedy, on anything else and on a span of nothing."""
    if isinstance(words, timedelta):
        return words
    written = str(words).replace(" ", "")
    if not _WHOLE.fullmatch(written):
        raise ValueError(f"{words!r} is not a span of time; write 45s, 30m, 2h, 1d or 1h30m")
    span = sum((timedelta(**{_UNITS[unit]: int(count)}) for count, unit in _PART.findall(written)), timedelta())
    if not span:
        raise ValueError(f"{words!r} is no time at all; write 45s, 30m, 2h, 1d or 1h30m")
    return span

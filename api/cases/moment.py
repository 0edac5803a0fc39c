"""Moments as a case states them: exactly, or by how long before or after the case's `now`."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema

UNREADABLE = "it is not a moment; write such as 2026-07-04T20:30:00-05:00, or -15m"
FIRST_YEAR, LAST_YEAR = 2000, 2100
_AGO = re.compile(r"([+-])(\d+)(s|m|h|d)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def read_moment(value: object, now: datetime | None) -> datetime:
    """Read ISO 8601 with an offset, or such as ``-15m`` and ``+2d`` from `now`. Raises ValueError."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise ValueError(UNREADABLE)
    relative = _AGO.fullmatch(value.strip())
    try:
        moment = _later(now, relative) if relative and now else datetime.fromisoformat(value)
    except (ValueError, OverflowError) as error:
        raise ValueError(UNREADABLE) from error
    if moment.tzinfo is None:
        raise ValueError("it has no offset, so nobody knows when it is; end it with such as -05:00 or Z")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"it lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return moment.astimezone(UTC)


def _later(now: datetime, step: re.Match[str]) -> datetime:
    span = timedelta(**{_UNITS[step[3]]: int(step[2])})
    return now + span if step[1] == "+" else now - span


def _in_case(value: object, info: ValidationInfo) -> datetime:
    return read_moment(value, info.context.get("now") if info.context else None)


Moment: TypeAlias = Annotated[
    datetime,
    BeforeValidator(_in_case),
    WithJsonSchema(
        {
            "type": "string",
            "description": "ISO 8601 with an offset, or relative to `now`: -15m, -3h, -2d, +24h",
            "examples": ["2026-07-04T20:30:00-05:00", "-15m"],
        }
    ),
]

"""Moments as exports write them."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MILLISECONDS_FROM = 100_000_000_000
"""Seconds since 1970 stay below this for thousands of years; what is above counts milliseconds."""


def moment(raw: object) -> datetime:
    """Read ISO 8601, RFC 2822 or seconds or milliseconds since 1970; without a zone it is UTC. Raises ValueError."""
    if isinstance(raw, bool) or raw is None or raw == "":
        raise ValueError("there is no time")
    words = str(raw).strip()
    try:
        return _since_1970(float(words))
    except (ValueError, OverflowError, OSError):
        pass
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(words)
        except (ValueError, TypeError):
            continue
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    raise ValueError(f"{words!r} is no time; write it as 2026-11-24T10:00:00Z")


def _since_1970(number: float) -> datetime:
    return datetime.fromtimestamp(number / 1000 if number > _MILLISECONDS_FROM else number, UTC)

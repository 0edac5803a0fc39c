"""Quiet hours: when it is a lawful time of day in every zone where the shopper may be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVERY_DAY = frozenset(range(7))
_MOST_STEPS = 60
"""Steps to look ahead for a common opening: at most one a day for each zone, so this looks some weeks ahead."""


@dataclass(frozen=True, slots=True)
class Window:
    """The hours in which texts may leave, in local time: from `opens` until just before `closes`. Monday is 0."""

    opens: time
    closes: time
    days: frozenset[int] = EVERY_DAY


def is_open(moment: datetime, window: Window, zones: Iterable[ZoneInfo]) -> bool:
    """Tell whether `moment` lies within the window in every zone."""
    return all(_is_open_in(moment, window, zone) for zone in zones)


def closes_at(moment: datetime, window: Window, zones: Iterable[ZoneInfo]) -> datetime:
    """Return when, after an open `moment`, the window closes in the first of the zones."""
    return min(_instant(moment.astimezone(zone), window.closes) for zone in zones)


def next_opening(moment: datetime, window: Window, zones: Iterable[ZoneInfo]) -> datetime | None:
    """Return the first instant at or after `moment` that is open in every zone; None when the zones never agree."""
    zones = tuple(zones)
    for _ in range(_MOST_STEPS):
        later = max(_next_opening_in(moment, window, zone) for zone in zones)
        if later == moment:
            return moment
        moment = later
    return None


def _is_open_in(moment: datetime, window: Window, zone: ZoneInfo) -> bool:
    local = moment.astimezone(zone)
    return local.weekday() in window.days and window.opens <= local.time() < window.closes


def _next_opening_in(moment: datetime, window: Window, zone: ZoneInfo) -> datetime:
    if _is_open_in(moment, window, zone):
        return moment
    local = moment.astimezone(zone)
    for days in range(8):
        day = local + timedelta(days=days)
        opening = _instant(day, window.opens)
        if day.weekday() in window.days and opening > moment:
            return opening
    raise ValueError("a window needs at least one day")


def _instant(local: datetime, at: time) -> datetime:
    """Return the instant when the clocks of `local`'s zone show `at` on its date."""
    return datetime.combine(local.date(), at, tzinfo=local.tzinfo).astimezone(UTC)

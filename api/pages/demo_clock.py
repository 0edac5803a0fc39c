"""The demo's clock: it jumps forward only, to a time of day where the shopper lives."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from conversation.clock import Clock
from conversation.errors import Invalid


class Jump(StrEnum):
    """Where the demo's buttons jump to."""

    EVENING = "21:30"
    MORNING = "10:30"


@runtime_checkable
class MovableClock(Protocol):
    """A clock that can be told to jump."""

    def now(self) -> datetime: ...

    def jump_to(self, moment: datetime) -> None: ...


def next_time(now: datetime, at: time, zone: ZoneInfo) -> datetime:
    """Return the next instant after `now` when the clocks of `zone` show `at`."""
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), at, tzinfo=zone)
    return today if today > now else datetime.combine(local.date() + timedelta(days=1), at, tzinfo=zone)


def jump(clock: Clock, to: Jump, zone: ZoneInfo) -> None:
    """Move the house's clock. Raises Invalid where it is the real one."""
    if not isinstance(clock, MovableClock):
        raise Invalid("clock", "it is the real one", "start the demo to move it")
    clock.jump_to(next_time(clock.now(), time.fromisoformat(to.value), zone))

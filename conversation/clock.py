"""The one source of time: aware UTC, to the millisecond."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def whole_milliseconds(moment: datetime) -> datetime:
    """Return `moment` in UTC, cut to the millisecond that the ledger keeps."""
    utc = moment.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def to_milliseconds(moment: datetime) -> int:
    """Return whole milliseconds since the epoch, rounded down, of an aware moment: how moments are stored."""
    return (moment - EPOCH) // _MILLISECOND


def from_milliseconds(milliseconds: int) -> datetime:
    """Return the moment that was stored."""
    seconds, rest = divmod(milliseconds, 1000)
    return EPOCH + timedelta(0, seconds, rest * 1000)


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present moment as an aware UTC datetime."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return whole_milliseconds(datetime.now(UTC))


class ScriptedClock:
    """A clock that stands still until it is told to move: for tests, evals and `play`."""

    def __init__(self, start: datetime) -> None:
        self._now = whole_milliseconds(start)

    def now(self) -> datetime:
        return self._now

    def advance(self, step: timedelta) -> None:
        self._now += step

    def jump_to(self, moment: datetime) -> None:
        self._now = whole_milliseconds(moment)


class ShiftedClock:
    """The machine's clock moved by an offset, ticking at its pace: the demo's clock."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        return whole_milliseconds(datetime.now(UTC) + self.offset)

    def jump_to(self, moment: datetime) -> None:
        """Move so that the present moment is `moment`."""
        self.offset = moment.astimezone(UTC) - datetime.now(UTC)

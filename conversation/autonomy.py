"""Autonomy: what a merchant lets the AI do, in which flow and at which hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Autonomy(StrEnum):
    """The AI is silent, drafts for a person to send, or texts by itself."""

    OFF = "off"
    SUGGEST = "suggest"
    AUTO = "auto"


class Flow(StrEnum):
    """What the AI would text for: to answer a shopper, or to remind of a cart."""

    REPLY = "reply"
    REMINDER = "reminder"


_LEAST_FIRST = (Autonomy.OFF, Autonomy.SUGGEST, Autonomy.AUTO)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class AutonomyWindow:
    """Hours with a mode of their own, from `begins` to before `ends` (``HH:MM``, the merchant's zone).

    Where `ends` is not later than `begins` the window reaches into the next day. `days` are those on which it begins
    (Monday = 0); `flows` those it is about, all where none is named.
    """

    mode: Autonomy
    begins: str
    ends: str
    days: tuple[int, ...] = EVERY_DAY
    flows: tuple[Flow, ...] = ()

    def covers(self, flow: Flow, local: datetime) -> bool:
        """Tell whether the window is about `flow` at a moment in the merchant's zone."""
        if self.flows and flow not in self.flows:
            return False
        clock, today = f"{local:%H:%M}", local.weekday() in self.days
        if self.begins < self.ends:
            return today and self.begins <= clock < self.ends
        yesterday = (local - timedelta(days=1)).weekday() in self.days
        return (today and clock >= self.begins) or (yesterday and clock < self.ends)


@dataclass(frozen=True, slots=True)
class AutonomyPolicy:
    """The first window that covers a moment decides, in either direction; outside of all of them `default` does.

    `ceiling` is the operator's switch, which no merchant's choice exceeds. A draft that waits for a person is stale
    after `suggestion_hours`.
    """

    default: Autonomy = Autonomy.AUTO
    windows: tuple[AutonomyWindow, ...] = ()
    ceiling: Autonomy = Autonomy.AUTO
    suggestion_hours: int = 4

    def mode(self, flow: Flow, local: datetime, instead: Autonomy | None = None) -> Autonomy:
        """Return what the AI may do in `flow` at a moment in the merchant's zone.

        `instead` goes before the merchant's choice, in either direction; the operator's ceiling stays.
        """
        chosen = instead or next((window.mode for window in self.windows if window.covers(flow, local)), self.default)
        return min(chosen, self.ceiling, key=_LEAST_FIRST.index)

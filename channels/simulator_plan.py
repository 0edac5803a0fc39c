"""A fault plan: the simulated network's weather over time, by the clock that it stamps texts with."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from channels.simulator_weather import Weather
from conversation.clock import Clock


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day from `begins` until before `ends` (UTC); over midnight where it ends earlier than it begins."""

    begins: time
    ends: time

    def holds(self, moment: datetime) -> bool:
        now = moment.time()
        if self.begins <= self.ends:
            return self.begins <= now < self.ends
        return now >= self.begins or now < self.ends


@dataclass(frozen=True, slots=True)
class Since:
    """From so long after the network was opened until before so long after it."""

    begins: timedelta
    ends: timedelta

    def holds(self, passed: timedelta) -> bool:
        return self.begins <= passed < self.ends


@dataclass(frozen=True, slots=True)
class Spell:
    """What is different for a while: fields of `Weather` by their names."""

    when: Daily | Since
    changes: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """The usual weather, and spells of another. Where several hold at once the later one listed has the last word.

    Raises:
        ValueError: weather that cannot be.
        TypeError: a spell that changes what is no field of the weather.
    """

    usual: Weather = field(default_factory=Weather)
    spells: tuple[Spell, ...] = ()

    def __post_init__(self) -> None:
        for spell in self.spells:
            _changed(self.usual, spell)

    def at(self, moment: datetime, opened: datetime) -> Weather:
        """Return the weather at a moment (aware) on a network that was opened at another."""
        weather = self.usual
        for spell in self.spells:
            when = spell.when
            if when.holds(moment) if isinstance(when, Daily) else when.holds(moment - opened):
                weather = _changed(weather, spell)
        return weather


class Sky:
    """The weather as it is now."""

    def __init__(self, plan: FaultPlan | Weather | None, clock: Clock) -> None:
        self.plan = plan if isinstance(plan, FaultPlan) else FaultPlan(plan or Weather())
        self._clock = clock
        self._opened = clock.now()

    @property
    def weather(self) -> Weather:
        if not self.plan.spells:
            return self.plan.usual
        return self.plan.at(self._clock.now(), self._opened)


def _changed(weather: Weather, spell: Spell) -> Weather:
    return replace(weather, **spell.changes)  # type: ignore[arg-type]

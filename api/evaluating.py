"""Evaluation as the edge knows it: what live conversations earned, held against what was blessed.

The floor above fills this in; `api.wiring` joins it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeAlias

from api.settings import Settings
from conversation.clock import Clock
from conversation.ledger import Ledger
from conversation.live_score import LiveScore


class Drift(StrEnum):
    """`inconclusive`: so few conversations could show neither a drift nor that there is none."""

    STEADY = "steady"
    DRIFTED = "drifted"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Blessed:
    """The baseline: who moved it, why and when, and what it earned. A violated play is not as expected, too."""

    by: str
    why: str
    at: datetime
    pack: str
    pack_hash: str
    model: str
    suite: str
    scenarios: int
    as_expected: int
    judged: int
    violated: int


@dataclass(frozen=True, slots=True)
class Point:
    """The mean of one day's conversations."""

    day: date
    mean: float
    conversations: int


@dataclass(frozen=True, slots=True)
class DriftRow:
    """One metric over `blessed` scenarios and `live` conversations.

    `low` and `high` bound the difference at 95 %; `p` is corrected for how many metrics there are; `effect` and
    `detectable` are in standard deviations: the latter is the least that so many would show four times out of five.
    """

    metric: str
    what: str
    blessed: int
    live: int
    before: float
    after: float
    low: float | None
    high: float | None
    effect: float | None
    p: float | None
    detectable: float | None
    drift: Drift
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """What one prompt and one model earned: another prompt begins another series. `is_blessed`: it is the baseline's.

    `rows` is empty where there is no baseline.
    """

    pack_hash: str
    model: str
    is_blessed: bool
    conversations: int
    violated: int
    since: datetime
    until: datetime
    rows: tuple[DriftRow, ...]


@dataclass(frozen=True, slots=True)
class CheckRow:
    """How often a check was violated where it had something to look at. `most` is the rate's upper bound at 95 %."""

    check: str
    reason: str
    looked_at: int
    violated: int
    crashed: int
    most: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """`trouble` says what keeps live conversations from being compared. `series` begins with the newest."""

    blessed: Blessed | None
    trouble: str | None
    checks: tuple[CheckRow, ...]
    series: tuple[Series, ...]


class Evaluation(Protocol):
    """`rate` is the share of conversations that are judged, `quiet` how long nothing must have happened there."""

    @property
    def rate(self) -> float: ...

    @property
    def quiet(self) -> timedelta: ...

    def standing(self, scores: Sequence[LiveScore]) -> Standing:
        """Compare; it computes for a while, so call it from a thread."""
        ...

    async def run(self, ledger: Ledger, clock: Clock) -> None:
        """Judge what has gone quiet, now and then, until cancelled."""
        ...


OpensEvaluation: TypeAlias = Callable[[Settings], Evaluation]

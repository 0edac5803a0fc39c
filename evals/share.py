"""A share: how many of those that were judged were good, with its interval."""

from dataclasses import dataclass

from evals.score import PackScore, Tally
from evals.verdict import Verdict
from flows.statistics.interval import Interval, wilson


@dataclass(frozen=True, slots=True)
class Share:
    """`passed` of `of`. What could not be judged is in neither."""

    passed: int
    of: int

    @classmethod
    def of_pack(cls, pack: PackScore) -> "Share":
        passed = pack.count(Verdict.GOOD)
        return cls(passed, passed + pack.count(Verdict.MISSED) + pack.count(Verdict.VIOLATED))

    @classmethod
    def of_tally(cls, tally: Tally) -> "Share":
        return cls(tally.passed, tally.passed + tally.violated)

    @property
    def value(self) -> float:
        """From 0 to 1. Raises ZeroDivisionError where nothing was judged; `interval` is None then."""
        return self.passed / self.of

    @property
    def interval(self) -> Interval | None:
        return wilson(self.passed, self.of)

    def __str__(self) -> str:
        interval = self.interval
        return f"{self.value:.2f} ({interval.low:.2f}-{interval.high:.2f})" if interval else "-"


def most_trials(pack: PackScore) -> int:
    """Return how often the scenario that was played most was played."""
    return max((card.trial for card in pack.cards), default=1)

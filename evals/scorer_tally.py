"""How one scorer of others went over all transcripts of a pack."""

from collections import Counter
from dataclasses import dataclass

from evals.scorer import Outcome


@dataclass(frozen=True, slots=True)
class ScorerTally:
    """`mean` is over the values; neither what is unscored nor an error is in it or in a share."""

    passed: int
    failed: int
    measured: int
    unscored: int
    errors: int
    mean: float | None

    @classmethod
    def of(cls, outcomes: Counter[Outcome], mean: float | None) -> "ScorerTally":
        passed, failed, measured, unscored, errors = (outcomes[outcome] for outcome in Outcome)
        return cls(passed, failed, measured, unscored, errors, mean)

    def __str__(self) -> str:
        judged = self.passed + self.failed
        told = (
            f"{self.passed} of {judged}" if judged else "",
            f"mean {self.mean:.2f}" if self.mean is not None else "",
            f"{self.unscored} unscored" if self.unscored else "",
            f"{self.errors} errors" if self.errors else "",
        )
        return ", ".join(part for part in told if part) or "-"

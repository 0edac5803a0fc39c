"""A calibration: one judge in one dimension, held against what people say of the same items."""

from collections.abc import Iterable
from dataclasses import dataclass

from evals.judging.consensus import Consensus
from evals.judging.judge import Judged
from evals.scorer import ScoreState
from evals.statistics.agreement import Answers, bootstrapped, kappa_of
from evals.statistics.corrected import Corrected, Share, rogan_gladen
from flows.statistics.interval import Interval, wilson

FEWEST = 50
"""Items that people and the judge both have to have answered before the judge may weigh in a gate."""

LEAST_KAPPA = 0.4
"""What the interval has to lie above. Landis & Koch 1977 call more moderate; raters of tone reach little more."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """`answers` are what people and the judge say of each item, pass or not. `unanswered` items the judge left open."""

    dimension: str
    people: Consensus
    answers: tuple[Answers, ...]
    unanswered: int
    kappa: float
    interval: Interval | None

    @property
    def n(self) -> int:
        return len(self.answers)

    @property
    def base_rate(self) -> float | None:
        """The share of items that people let pass."""
        return sum(people for people, _ in self.answers) / self.n if self.n else None

    @property
    def constant(self) -> float | None:
        """How often one would be right who always said what people say most often."""
        return None if self.base_rate is None else max(self.base_rate, 1 - self.base_rate)

    @property
    def accuracy(self) -> float | None:
        return sum(people == judge for people, judge in self.answers) / self.n if self.n else None

    @property
    def sensitivity(self) -> Share:
        """TPR: of what people let pass, what the judge lets pass."""
        return _share(judge for people, judge in self.answers if people)

    @property
    def specificity(self) -> Share:
        """TNR: of what people do not let pass, what the judge does not."""
        return _share(not judge for people, judge in self.answers if not people)

    @property
    def corrected(self) -> Corrected | None:
        """The pass rate of the labelled items as it follows from the judge alone: close to the base rate."""
        return self.correct(_share(judge for _, judge in self.answers))

    def correct(self, apparent: Share) -> Corrected | None:
        """Return the pass rate behind one that the judge tells of other items."""
        return rogan_gladen(apparent, self.sensitivity, self.specificity)

    def doubts(self, least: float = LEAST_KAPPA) -> tuple[str, ...]:
        """Return why the judge may not weigh in a gate; nothing where it may."""
        found = []
        if self.n < FEWEST:
            found.append(f"{self.n} items are labelled and judged, {FEWEST} are needed")
        if self.interval is None:
            found.append("the items come from fewer than two scenarios, so that kappa has no interval")
        elif self.interval.low <= least:
            found.append(f"kappa {self.kappa:.2f} may be as low as {self.interval.low:.2f}, not above {least:.2f}")
        if not (self.sensitivity.of and self.specificity.of):
            found.append("people let everything pass, or nothing: there is nothing to tell apart")
        return tuple(found)


def calibrated(dimension: str, people: Consensus, judged: Iterable[Judged]) -> Calibration:
    """Join what people and the judge say by item; the interval of kappa is over scenarios, which are the clusters."""
    clusters: dict[str, list[Answers]] = {}
    unanswered = 0
    for one in judged:
        if one.dimension != dimension or one.item not in people.passed:
            continue
        if one.state is not ScoreState.SCORED or one.passed is None:
            unanswered += 1
            continue
        clusters.setdefault(one.scenario, []).append((people.passed[one.item], one.passed))
    answers = tuple(answer for each in clusters.values() for answer in each)
    return Calibration(dimension, people, answers, unanswered, kappa_of(answers), bootstrapped(clusters, kappa_of))


def interval_of(share: Share) -> Interval | None:
    """Return the Wilson interval of a share."""
    return wilson(share.hits, share.of)


def _share(hits: Iterable[bool]) -> Share:
    found = list(hits)
    return Share(sum(found), len(found))

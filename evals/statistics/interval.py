"""Intervals: between which bounds a rate or a mean may well lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from evals.statistics.extra import load

LEVEL = 0.95
RESAMPLES = 2_000


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds at a level of confidence, 95 % where nothing else is said."""

    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.low:.2f} to {self.high:.2f}"


def wilson(passed: int, of: int, level: float = LEVEL) -> Interval | None:
    """Return the interval of a rate; None where nothing was tried.

    Wilson 1927. Written out, so that the everyday report needs no extra; the tests hold it against statsmodels.
    """
    if of == 0:
        return None
    z = NormalDist().inv_cdf((1 + level) / 2)
    rate, weight = passed / of, z * z / of
    centre = rate + weight / 2
    reach = z * sqrt(rate * (1 - rate) / of + weight / (4 * of))
    return Interval(max(0.0, (centre - reach) / (1 + weight)), min(1.0, (centre + reach) / (1 + weight)))


def clustered(clusters: Sequence[Sequence[float]], level: float = LEVEL, seed: int = 0) -> Interval | None:
    """Return the interval of the mean of all values, by bootstrap over whole clusters; None for fewer than two.

    The trials of one scenario are a cluster: playing it more often teaches little about other scenarios.
    """
    full = [values for values in clusters if values]
    if len(full) < 2:
        return None
    numpy, stats = load("numpy"), load("scipy.stats")
    sums = numpy.array([sum(values) for values in full])
    counts = numpy.array([float(len(values)) for values in full])
    found = stats.bootstrap(
        (sums, counts),
        lambda sums, counts, axis=-1: sums.sum(axis) / counts.sum(axis),
        paired=True,
        vectorized=True,
        n_resamples=RESAMPLES,
        confidence_level=level,
        method="percentile",
        rng=numpy.random.default_rng(seed),
    ).confidence_interval
    return Interval(float(found.low), float(found.high))

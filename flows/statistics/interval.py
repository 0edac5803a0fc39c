"""Intervals: between which bounds a rate or a difference may well lie."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds at a level of confidence, 95 % where nothing else is said."""

    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.low:.2f} to {self.high:.2f}"


def normal_quantile(level: float) -> float:
    """Return how many standard errors to either side hold `level` of a normal distribution."""
    return NormalDist().inv_cdf((1 + level) / 2)


def wilson(passed: int, of: int, level: float = LEVEL) -> Interval | None:
    """Return the interval of a rate; None where nothing was tried.

    Wilson 1927. Written out, so that everyday figures need no extra; the tests hold it against statsmodels.
    """
    if of == 0:
        return None
    z = normal_quantile(level)
    rate, weight = passed / of, z * z / of
    centre = rate + weight / 2
    reach = z * sqrt(rate * (1 - rate) / of + weight / (4 * of))
    return Interval(max(0.0, (centre - reach) / (1 + weight)), min(1.0, (centre + reach) / (1 + weight)))

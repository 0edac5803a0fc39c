"""Two means of amounts whose spreads may differ, from sums alone, so that no list of amounts is ever held."""

from dataclasses import dataclass
from math import sqrt

from flows.statistics.interval import LEVEL, Interval
from flows.statistics.student import p_of_t, t_quantile


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many values there were, their sum, and the sum of their squares. Whole numbers lose nothing."""

    of: int
    total: int
    squares: float

    @property
    def mean(self) -> float:
        """0 where there was none."""
        return self.total / self.of if self.of else 0.0

    @property
    def variance(self) -> float:
        """Of the sample (n - 1); 0 for fewer than two values."""
        if self.of < 2:
            return 0.0
        return max(0.0, (self.of * self.squares - self.total * self.total) / (self.of * (self.of - 1)))


@dataclass(frozen=True, slots=True)
class Gap:
    """The mean of one less that of the other, the standard error of that, its interval, and its two-sided p."""

    mean: float
    error: float
    interval: Interval
    p: float

    @property
    def z(self) -> float:
        return self.mean / self.error if self.error else 0.0


def welch(one: Amounts, other: Amounts, level: float = LEVEL) -> Gap | None:
    """Compare two means (Welch 1947); None where one has fewer than two values or neither varies."""
    if min(one.of, other.of) < 2:
        return None
    mine, theirs = one.variance / one.of, other.variance / other.of
    squared = mine + theirs
    if squared <= 0:
        return None
    error, mean = sqrt(squared), one.mean - other.mean
    freedom = squared**2 / (mine**2 / (one.of - 1) + theirs**2 / (other.of - 1))
    reach = t_quantile(freedom, level) * error
    return Gap(mean, error, Interval(mean - reach, mean + reach), p_of_t(mean / error, freedom))

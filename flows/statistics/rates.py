"""Two rates: whether one is higher than the other by more than chance, and by how much."""

from dataclasses import dataclass
from math import comb, hypot, sqrt
from statistics import NormalDist

from flows.statistics.interval import LEVEL, Interval, wilson

FEWEST_EXPECTED = 5
"""Where chance alone would put fewer than so many into a cell, the normal curve fits badly (Cochran 1954)."""
TIE = 10**7
"""Tables whose likelihoods differ by less than one part in so many count as equally likely, as scipy has it."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many `of` so many did it. Raises ValueError where that cannot be."""

    passed: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.passed <= self.of:
            raise ValueError(f"{self.passed} of {self.of} is no rate")

    @property
    def share(self) -> float:
        """From 0 to 1; 0 where there was nobody."""
        return self.passed / self.of if self.of else 0.0


def pooled_z(one: Rate, other: Rate) -> float:
    """Return how many standard errors `one` lies above `other`, were both the same; 0 where nothing varies."""
    together = Rate(one.passed + other.passed, one.of + other.of)
    if not one.of or not other.of or together.passed in (0, together.of):
        return 0.0
    deviation = sqrt(together.share * (1 - together.share) * (1 / one.of + 1 / other.of))
    return (one.share - other.share) / deviation


def p_of_z(z: float) -> float:
    """Return the two-sided p."""
    return 2 * NormalDist().cdf(-abs(z))


def p_of_rates(one: Rate, other: Rate) -> float:
    """Return the two-sided p that the rates differ by chance: the pooled z, or Fisher's test where counts are small."""
    return fisher(one, other) if _is_small(one, other) else p_of_z(pooled_z(one, other))


def fisher(one: Rate, other: Rate) -> float:
    """Return Fisher's exact two-sided p (Fisher 1935): of all tables with these margins, those no likelier than this.

    Counted in whole numbers; meant for small counts, and slow for large ones.
    """
    passed, of = one.passed + other.passed, one.of + other.of
    if passed > of - passed:
        return fisher(Rate(one.of - one.passed, one.of), Rate(other.of - other.passed, other.of))
    ways = [comb(one.of, here) * comb(other.of, passed - here) for here in range(passed + 1)]
    seen = ways[one.passed]
    most = seen + seen // TIE
    return sum(way for way in ways if way <= most) / sum(ways)


def newcombe(one: Rate, other: Rate, level: float = LEVEL) -> Interval | None:
    """Return the interval of `one` less `other`, by their Wilson intervals (Newcombe 1998, method 10).

    None where nobody is in one of them.
    """
    above, below = wilson(one.passed, one.of, level), wilson(other.passed, other.of, level)
    if above is None or below is None:
        return None
    difference = one.share - other.share
    down = hypot(one.share - above.low, below.high - other.share)
    up = hypot(above.high - one.share, other.share - below.low)
    return Interval(difference - down, difference + up)


def _is_small(one: Rate, other: Rate) -> bool:
    of = one.of + other.of
    passed = one.passed + other.passed
    fewest = min(one.of, other.of) * min(passed, of - passed)
    return fewest < FEWEST_EXPECTED * of

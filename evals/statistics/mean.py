"""The interval of a mean, by the normal distribution. Written out, so that the everyday report needs no extra."""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist, fmean, stdev

from flows.statistics.interval import LEVEL, Interval


def of_mean(values: Sequence[float], level: float = LEVEL) -> Interval | None:
    """Return the interval of the mean of independent values; None for fewer than two. Tests hold it to statsmodels."""
    if len(values) < 2:
        return None
    reach = NormalDist().inv_cdf((1 + level) / 2) * stdev(values) / sqrt(len(values))
    mean = fmean(values)
    return Interval(mean - reach, mean + reach)

"""Two samples: whether what was seen now differs from what was seen before, the two having nothing in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf, sqrt
from statistics import fmean, variance

from evals.statistics.extra import load
from evals.statistics.pairs import ALPHA, POWER
from flows.statistics.interval import LEVEL, Interval

ROUNDING = 1e-9
"""Relative to a mean of 1 or more: what varies by less varies by how it was added up."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean of the later sample less that of the earlier, and its interval; `p` is two-sided.

    `effect` is the difference, and `effect_interval` its interval, in the standard deviation that they have together.
    """

    mean: float
    interval: Interval
    p: float
    effect: float
    effect_interval: Interval


def welch(before: Sequence[float], after: Sequence[float]) -> Difference | None:
    """Compare the means of samples whose spreads may differ (Welch 1947); None where one has fewer than two values.

    Where neither varies, a difference is no accident and its `p` is 0.
    """
    if min(len(before), len(after)) < 2:
        return None
    mean = fmean(after) - fmean(before)
    spread = sqrt((variance(before) + variance(after)) / 2)
    rounding = ROUNDING * max(1.0, abs(fmean(before)))
    if spread <= rounding:
        mean = 0.0 if abs(mean) <= rounding else mean
        effect = 0.0 if mean == 0 else inf if mean > 0 else -inf
        return Difference(mean, Interval(mean, mean), 0.0 if mean else 1.0, effect, Interval(effect, effect))
    weights = load("statsmodels.stats.weightstats")
    means = weights.CompareMeans(weights.DescrStatsW(after), weights.DescrStatsW(before))
    low, high = (float(end) for end in means.tconfint_diff(alpha=1 - LEVEL, usevar="unequal"))
    p = float(means.ttest_ind(usevar="unequal")[1])
    return Difference(mean, Interval(low, high), p, mean / spread, Interval(low / spread, high / spread))


def fisher(before: int, of_before: int, after: int, of_after: int) -> float:
    """Return the one-sided p that a rate which is higher after is so by chance (Fisher 1935, exact)."""
    table = [[after, of_after - after], [before, of_before - before]]
    return float(load("scipy.stats").fisher_exact(table, alternative="greater").pvalue)


@lru_cache(maxsize=256)
def detectable_effect(before: int, after: int, alpha: float = ALPHA, power: float = POWER) -> float | None:
    """Return the smallest true difference, in standard deviations, that so many values would show with this power.

    None where one sample has fewer than two values. By the t-test of two independent samples.
    """
    if min(before, after) < 2:
        return None
    solved = (
        load("statsmodels.stats.power")
        .TTestIndPower()
        .solve_power(nobs1=before, ratio=after / before, alpha=alpha, power=power, alternative="two-sided")
    )
    return float(solved)

"""A pass rate as an imperfect judge tells it, set right by how often the judge is known to be wrong."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from flows.statistics.interval import LEVEL, Interval


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def rate(self) -> float:
        return self.hits / self.of


@dataclass(frozen=True, slots=True)
class Corrected:
    """The rate, and between which bounds it may well lie."""

    rate: float
    interval: Interval


def rogan_gladen(apparent: Share, sensitivity: Share, specificity: Share, level: float = LEVEL) -> Corrected | None:
    """Return the true pass rate behind the apparent one; None where the judge is no better than a coin.

    `sensitivity` are passes that the judge saw among those that people passed, `specificity` fails among those that
    they failed. The point is Rogan & Gladen 1978; the interval is Lang & Reiczigel 2014, which counts that all three
    rates were only estimated. Neither scipy nor statsmodels has them.
    """
    if not (apparent.of and sensitivity.of and specificity.of):
        return None
    better = sensitivity.rate + specificity.rate - 1
    if better <= 0 or _added(sensitivity, 1) + _added(specificity, 1) <= 1:
        return None
    point = _within((apparent.rate + specificity.rate - 1) / better)
    return Corrected(point, _lang_reiczigel(apparent, sensitivity, specificity, level))


def _lang_reiczigel(apparent: Share, sensitivity: Share, specificity: Share, level: float) -> Interval:
    z = NormalDist().inv_cdf((1 + level) / 2)
    seen, sees, spares = _added(apparent, z * z / 2), _added(sensitivity, 1), _added(specificity, 1)
    better = sees + spares - 1
    rate = (seen + spares - 1) / better
    of_seen = seen * (1 - seen) / (apparent.of + z * z)
    of_sees = sees * (1 - sees) / (sensitivity.of + 2)
    of_spares = spares * (1 - spares) / (specificity.of + 2)
    shift = 2 * z * z * (rate * of_sees - (1 - rate) * of_spares)
    reach = z * sqrt(of_seen + rate**2 * of_sees + (1 - rate) ** 2 * of_spares) / better
    return Interval(_within(rate + shift - reach), _within(rate + shift + reach))


def _added(share: Share, count: float) -> float:
    return (share.hits + count) / (share.of + 2 * count)


def _within(rate: float) -> float:
    return min(1.0, max(0.0, rate))

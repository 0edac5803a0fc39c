"""Agreement: of several raters with each other, and of one predictor with what people say."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeAlias

from api.labelling.agreement import kappa
from evals.statistics.extra import load
from evals.statistics.interval import RESAMPLES
from flows.statistics.interval import LEVEL, Interval

Answers: TypeAlias = tuple[bool, bool]
"""What people say of an item, and what the predictor says."""

Statistic: TypeAlias = Callable[[Sequence[Answers]], float | None]


def kappa_of(answers: Sequence[Answers]) -> float:
    """Return Cohen's kappa; 0 where it is not defined, for then nothing beyond chance was shown."""
    found = kappa([(str(people), str(said)) for people, said in answers])
    return 0.0 if found is None else found


def krippendorff(units: Sequence[Sequence[Hashable]]) -> float | None:
    """Return Krippendorff's alpha for names without an order; None where nothing could disagree.

    Each unit is what its raters said, however many. Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability",
    section C: neither scipy nor statsmodels has it.
    """
    paired = [Counter(unit) for unit in units if len(unit) > 1]
    values: Counter[Hashable] = sum(paired, Counter())
    of = values.total()
    expected = of * of - sum(count * count for count in values.values())
    if not expected:
        return None
    observed = sum((u.total() ** 2 - sum(n * n for n in u.values())) / (u.total() - 1) for u in paired)
    return 1 - (of - 1) * observed / expected


def bootstrapped(
    clusters: Mapping[str, Sequence[Answers]], statistic: Statistic, level: float = LEVEL, seed: int = 0
) -> Interval | None:
    """Return the percentile interval of `statistic` by bootstrap over whole clusters; None for fewer than two.

    Draws in which the statistic is not defined are left out. Efron & Tibshirani 1993; Field & Welsh 2007 on clusters.
    """
    full = [list(answers) for answers in clusters.values() if answers]
    if len(full) < 2:
        return None
    numpy = load("numpy")
    rng = numpy.random.default_rng(seed)
    found = []
    for drawn in rng.integers(len(full), size=(RESAMPLES, len(full))).tolist():
        value = statistic([answer for at in drawn for answer in full[at]])
        if value is not None:
            found.append(value)
    if not found:
        return None
    low, high = numpy.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))

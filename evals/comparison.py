"""A comparison: the same scenarios before and after, metric by metric, and which differences are more than chance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf, sqrt
from statistics import fmean, stdev, variance

from evals.card import JUDGED
from evals.sheet import Row, Sheet
from evals.statistics.interval import clustered
from evals.statistics.pairs import ALPHA, detectable, least_p, may_reject, mcnemar_exact, permuted
from evals.tone import MEASURES, worse_of
from evals.tone.measure import Worse
from flows.statistics.holm import holm
from flows.statistics.interval import Interval

EXPECTATIONS = "expectations"
LEAST_EFFECT = 0.2
"""In standard deviations between scenarios: what Cohen 1988 calls small."""

WITHOUT_CHANCE = frozenset({"rehearsal"})
"""Models that say the same whenever they are asked the same: what they lose is lost, and no accident."""


class Found(StrEnum):
    """What a metric came to. `changed`: it has no worse. `unsure`: worse by enough to matter, maybe by chance: it is
    significant by itself only, or of too few differences to be so. `small`: no chance, and below the least effect.
    """

    WORSE = "worse"
    BETTER = "better"
    CHANGED = "changed"
    UNSURE = "unsure"
    SMALL = "too small to matter"
    SAME = "no difference shown"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric over `pairs` scenarios. `effect` is the difference in standard deviations between scenarios.

    `p` is for this metric alone, `corrected` for all together; `least_p` is what it could have been at least.
    `detectable` is the smallest true difference that so many pairs would show four times out of five.
    """

    id: str
    what: str
    pairs: int
    before: float
    after: float
    interval: Interval | None
    effect: float
    p: float
    detectable: float | None
    least_p: float
    corrected: float = 1.0
    found: Found = Found.SAME

    @property
    def difference(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """`reacts` is False where the packs differ and the AI said the same in every scenario; None for the same pack.

    `reworded` scenarios ask something else than before, so that they are in no pair; `unheard` ones were judged
    before, and now every play of them was set aside.
    """

    before: Sheet
    after: Sheet
    metrics: tuple[Metric, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    lost: tuple[str, ...]
    reacts: bool | None
    least_effect: float
    reworded: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()


def compare(before: Sheet, after: Sheet, least_effect: float = LEAST_EFFECT) -> Comparison:
    """Compare what both have scenarios for. Raises Misconfigured where the extra `evals` is not installed."""
    old, new = ({row.scenario: row for row in sheet.rows} for sheet in (before, after))
    both = [(old[name], new[name]) for name in old if name in new]
    pairs = [pair for pair in both if not _is_reworded(*pair)]
    is_certain = before.model == after.model and before.model in WITHOUT_CHANCE
    found = [metric for metric in (_expectations(pairs), *_tones(pairs)) if metric is not None]
    judged = _corrected(found)
    lost = tuple(one.scenario for one, other in pairs if (one.rate or 0) > (1 if other.rate is None else other.rate))
    return Comparison(
        before=before,
        after=after,
        metrics=tuple(_judged(metric, least_effect, is_certain=is_certain, lost=lost) for metric in judged),
        added=tuple(name for name in new if name not in old),
        removed=tuple(name for name in old if name not in new),
        lost=lost,
        reacts=None if before.pack.hash == after.pack.hash else any(one.words != other.words for one, other in pairs),
        least_effect=least_effect,
        reworded=tuple(one.scenario for one, other in both if _is_reworded(one, other)),
        unheard=tuple(one.scenario for one, other in pairs if one.rate is not None and _is_unheard(other)),
    )


def _is_reworded(before: Row, after: Row) -> bool:
    return bool(before.wordings and after.wordings) and before.wordings != after.wordings


def _is_unheard(row: Row) -> bool:
    return row.rate is None and row.set_aside > 0


def _corrected(found: list[Metric]) -> list[Metric]:
    """Correct those that may fail a gate for how many they are; those that are only told do not weaken them.

    Nor does one that could not be significant: such as a measure that reads zero before and after.
    """
    failing = [metric for metric in found if _worse(metric.id)]
    told = [metric for metric in found if not _worse(metric.id)]
    corrected = {metric.id: p for family in (failing, told) for metric, p in _in_family(family)}
    return [replace(metric, corrected=corrected.get(metric.id, 1.0)) for metric in found]


def _in_family(metrics: list[Metric]) -> Iterator[tuple[Metric, float]]:
    able = may_reject([metric.least_p for metric in metrics])
    family = [metric for metric, is_able in zip(metrics, able, strict=True) if is_able]
    yield from zip(family, holm([metric.p for metric in family]), strict=True)


def _worse(metric: str) -> Worse:
    return Worse.LESS if metric == EXPECTATIONS or metric.startswith(JUDGED) else worse_of(metric)


def _expectations(pairs: list[tuple[Row, Row]]) -> Metric | None:
    rates = [(old.rate, new.rate) for old, new in pairs]
    judged = [(old, new) for old, new in rates if old is not None and new is not None]
    metric = _metric(EXPECTATIONS, "share of plays as expected", judged)
    if metric is None or any(rate not in (0.0, 1.0) for pair in judged for rate in pair):
        return metric
    gained, lost = (sum((new - old) * sign > 0 for old, new in judged) for sign in (1, -1))
    return replace(metric, p=mcnemar_exact(gained, lost))


def _tones(pairs: list[tuple[Row, Row]]) -> list[Metric | None]:
    """Measures, then what others' scorers measured."""
    measures = {one.id: one.what for one in MEASURES}
    measures |= {name: name for rows in pairs for row in rows for name in row.tone if name not in measures}
    return [_metric(one, what, _both_measured(one, pairs)) for one, what in measures.items()]


def _both_measured(measure: str, pairs: list[tuple[Row, Row]]) -> list[tuple[float, float]]:
    return [(old.tone[measure], new.tone[measure]) for old, new in pairs if measure in old.tone and measure in new.tone]


def _metric(id_: str, what: str, pairs: Sequence[tuple[float, float]]) -> Metric | None:
    """Return the metric without correction and judgement; None where there is no pair."""
    if not pairs:
        return None
    differences = [new - old for old, new in pairs]
    mean = fmean(differences)
    return Metric(
        id=id_,
        what=what,
        pairs=len(pairs),
        before=fmean(old for old, _ in pairs),
        after=fmean(new for _, new in pairs),
        interval=clustered([[one] for one in differences]) if any(differences) else None,
        effect=_effect(mean, pairs),
        p=permuted(differences),
        detectable=detectable(len(pairs), stdev(differences)) if len(pairs) > 1 else None,
        least_p=least_p(differences),
    )


def _effect(mean: float, pairs: Sequence[tuple[float, float]]) -> float:
    if mean == 0:
        return 0.0
    if len(pairs) < 2:
        return inf if mean > 0 else -inf
    spread = sqrt(fmean(variance(column) for column in zip(*pairs, strict=True)))
    return mean / spread if spread else inf if mean > 0 else -inf


def _judged(metric: Metric, least_effect: float, *, is_certain: bool, lost: tuple[str, ...]) -> Metric:
    is_tone = metric.id != EXPECTATIONS
    worse = _worse(metric.id)
    if not is_tone and is_certain and lost:
        return replace(metric, found=Found.WORSE)
    if abs(metric.effect) < least_effect:
        return replace(metric, found=Found.SMALL) if metric.corrected < ALPHA else metric
    is_worse = metric.difference * worse > 0
    if metric.corrected < ALPHA:
        return replace(metric, found=Found.CHANGED if not worse else Found.WORSE if is_worse else Found.BETTER)
    return replace(metric, found=Found.UNSURE) if is_worse and _may_be_more(metric) else metric


def _may_be_more(metric: Metric) -> bool:
    """Significant by itself, but not among so many; or with too few differences to be significant at all."""
    return metric.p < ALPHA or metric.least_p > ALPHA

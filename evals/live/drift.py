"""Drift: whether live conversations still read as the plays that were blessed. The two are independent samples.

A drift is significant after correction for all metrics and large enough, both. That there is none is said only where
the interval of the difference leaves room for none that matters. Everything else is inconclusive.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import isfinite
from statistics import fmean

from api.evaluating import Drift, DriftRow, Point
from conversation.live_score import LiveScore
from evals.sheet import Sheet
from evals.statistics.pairs import ALPHA
from evals.statistics.samples import detectable_effect, fisher, welch
from evals.tone import MEASURES
from flows.statistics.holm import holm
from flows.statistics.interval import wilson

LEAST_DRIFT = 0.5
"""In standard deviations: what Cohen 1988 calls medium. Live conversations are other ones than the scenarios."""

FEWEST = 30
"""Conversations, and scenarios. Below, nothing is concluded, whatever they say."""

MOST_VIOLATED = 0.05
"""A rate of violations is steady where none was seen and at most this is likely."""

VIOLATED = "violated"


@dataclass(frozen=True, slots=True)
class _Tested:
    row: DriftRow
    p: float | None
    is_large: bool
    is_excluded: bool
    """Whether a difference that matters is unlikely."""


def drift(sheet: Sheet, scores: Sequence[LiveScore]) -> tuple[DriftRow, ...]:
    """Compare metric by metric. Raises Misconfigured where the extra `evals` is not installed."""
    tested = [_violations(sheet, scores), *_tones(sheet, scores)]
    pvalues = iter(holm([one.p for one in tested if one.p is not None]))
    corrected = [None if one.p is None else next(pvalues) for one in tested]
    return tuple(_judged(one, p) for one, p in zip(tested, corrected, strict=True))


def _judged(one: _Tested, p: float | None) -> DriftRow:
    is_enough = min(one.row.live, one.row.blessed) >= FEWEST
    found = Drift.INCONCLUSIVE
    if is_enough and one.is_large and p is not None and p < ALPHA:
        found = Drift.DRIFTED
    elif is_enough and one.is_excluded:
        found = Drift.STEADY
    return replace(one.row, p=p, drift=found)


def _violations(sheet: Sheet, scores: Sequence[LiveScore]) -> _Tested:
    before, of_before = sum(row.violated for row in sheet.rows), sum(row.passed + row.failed for row in sheet.rows)
    after, of_after = sum(score.is_violated for score in scores), len(scores)
    interval = wilson(after, of_after)
    row = DriftRow(
        metric=VIOLATED,
        what="share of conversations that violate a check",
        blessed=of_before,
        live=of_after,
        before=before / of_before if of_before else 0.0,
        after=after / of_after if of_after else 0.0,
        low=None,
        high=None,
        effect=None,
        p=None,
        detectable=None,
        drift=Drift.INCONCLUSIVE,
        points=_points(scores, {score.conversation_id: float(score.is_violated) for score in scores}),
    )
    p = fisher(before, of_before, after, of_after) if of_before and of_after else None
    is_excluded = not after and interval is not None and interval.high <= MOST_VIOLATED
    return _Tested(row, p, is_large=after > 0, is_excluded=is_excluded)


def _tones(sheet: Sheet, scores: Sequence[LiveScore]) -> Iterator[_Tested]:
    for measure in MEASURES:
        before = [row.tone[measure.id] for row in sheet.rows if measure.id in row.tone]
        after = {score.conversation_id: score.tone[measure.id] for score in scores if measure.id in score.tone}
        if before and after:
            yield _tone(measure.id, measure.what, before, after, _points(scores, after))


def _tone(
    metric: str, what: str, before: list[float], after: Mapping[str, float], points: tuple[Point, ...]
) -> _Tested:
    found = welch(before, [*after.values()])
    least = detectable_effect(len(before), len(after))
    row = DriftRow(
        metric=metric,
        what=what,
        blessed=len(before),
        live=len(after),
        before=fmean(before),
        after=fmean(after.values()),
        low=found.interval.low if found else None,
        high=found.interval.high if found else None,
        effect=found.effect if found and isfinite(found.effect) else None,
        p=None,
        detectable=least,
        drift=Drift.INCONCLUSIVE,
        points=points,
    )
    if found is None:
        return _Tested(row, None, is_large=False, is_excluded=False)
    bounds = found.effect_interval
    is_near = bounds.low >= -LEAST_DRIFT and bounds.high <= LEAST_DRIFT
    return _Tested(row, found.p, is_large=abs(found.effect) >= LEAST_DRIFT, is_excluded=is_near)


def _points(scores: Sequence[LiveScore], values: Mapping[str, float]) -> tuple[Point, ...]:
    """Return the mean of each day on which a conversation went quiet, in UTC, the earliest first."""
    measured = sorted((score for score in scores if score.conversation_id in values), key=lambda one: one.quiet_since)
    days = groupby(measured, key=lambda one: one.quiet_since.date())
    found = ((day, [values[one.conversation_id] for one in of_day]) for day, of_day in days)
    return tuple(Point(day, fmean(of_day), len(of_day)) for day, of_day in found)

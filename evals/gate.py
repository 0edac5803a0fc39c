"""The gate of a release: what a run, held against a baseline, is worth."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from evals.comparison import Comparison, Found, Metric
from evals.verdict import Verdict


class Exit(IntEnum):
    """The exit codes. Where several hold the gravest counts: 2, then 3, then 1, then 4."""

    FINE = 0
    REGRESSION = 1
    VIOLATION = 2
    NOT_JUDGED = 3
    INCONCLUSIVE = 4


_GRAVEST_FIRST = (Exit.VIOLATION, Exit.NOT_JUDGED, Exit.REGRESSION, Exit.INCONCLUSIVE)


@dataclass(frozen=True, slots=True)
class Decision:
    """The exit code, and every reason for it and against."""

    exit: Exit
    reasons: tuple[str, ...]


def decide(comparison: Comparison) -> Decision:
    """Decide on what came after. A change of tone fails only where it is significant and large enough, both."""
    found = list(_reasons(comparison))
    codes = {code for code, _ in found}
    gravest = next((code for code in _GRAVEST_FIRST if code in codes), Exit.FINE)
    return Decision(gravest, tuple(f"{code.name.lower().replace('_', ' ')}: {why}" for code, why in found))


def _reasons(comparison: Comparison) -> Iterator[tuple[Exit, str]]:
    after = comparison.after
    if after.has(Verdict.VIOLATED):
        broken = [row.scenario for row in after.rows if row.violated]
        yield Exit.VIOLATION, f"a compliance check was violated in {', '.join(broken)}"
    if after.has(Verdict.UNJUDGED):
        unjudged = [row.scenario for row in after.rows if row.unjudged]
        yield Exit.NOT_JUDGED, f"no verdict on {', '.join(unjudged)}"
    for metric in comparison.metrics:
        if metric.found is Found.WORSE:
            lost = f" ({', '.join(comparison.lost)})" if metric.id == "expectations" and comparison.lost else ""
            yield Exit.REGRESSION, f"{_moved(metric)}{lost}"
    yield from _doubts(comparison)


def _doubts(comparison: Comparison) -> Iterator[tuple[Exit, str]]:
    if not comparison.metrics:
        yield Exit.INCONCLUSIVE, "there is no scenario that both have"
    if comparison.reacts is False:
        why = "the packs differ and every text is the same, so that the model does not react to what was changed"
        yield Exit.INCONCLUSIVE, why
    if comparison.removed:
        yield Exit.INCONCLUSIVE, f"scenarios of the baseline were not played: {', '.join(comparison.removed)}"
    if comparison.reworded:
        why = f"not the same scenarios any more: {', '.join(comparison.reworded)}; bless a run of them as they are now"
        yield Exit.INCONCLUSIVE, why
    if comparison.unheard:
        why = f"every play was set aside, its simulated shopper's fault: {', '.join(comparison.unheard)}"
        yield Exit.INCONCLUSIVE, why
    for metric in comparison.metrics:
        if metric.found is Found.UNSURE:
            yield Exit.INCONCLUSIVE, f"{_moved(metric)}: enough to matter, and it may be chance"


def _moved(metric: Metric) -> str:
    return f"{metric.what} went from {metric.before:.2f} to {metric.after:.2f} (p {metric.corrected:.3f} of all)"

"""How live conversations stand: against every check, and, prompt by prompt, against the blessed baseline."""

from collections import Counter
from collections.abc import Iterable, Sequence

from api.evaluating import Blessed, CheckRow, Series, Standing
from conversation.errors import Misconfigured
from conversation.live_score import LiveScore
from evals.baseline import Baseline
from evals.checks.plugins import all_checks
from evals.live.drift import drift
from flows.statistics.interval import wilson

NO_BASELINE = (
    "no baseline is named; bless a run with `twolane evals bless`, and name its file in TWOLANE_EVALS_BASELINE"
)


def standing_of(scores: Sequence[LiveScore], baseline: Baseline | None, trouble: str | None = None) -> Standing:
    """Sum up the scores. What keeps them from being compared is told, never raised."""
    try:
        series = _series(scores, baseline)
    except Misconfigured as error:
        trouble, series = str(error), _series(scores, None)
    return Standing(
        blessed=None if baseline is None else blessed_of(baseline),
        trouble=trouble,
        checks=check_rows(scores),
        series=series,
    )


def blessed_of(baseline: Baseline) -> Blessed:
    """Say who blessed what, and what it had earned."""
    sheet, newest = baseline.sheet, baseline.blessings[-1]
    passed, failed = (sum(getattr(row, name) for row in sheet.rows) for name in ("passed", "failed"))
    return Blessed(
        by=newest.by,
        why=newest.why,
        at=newest.at,
        pack=sheet.pack.label,
        pack_hash=sheet.pack.hash,
        model=sheet.model,
        suite=sheet.suite,
        scenarios=len(sheet.rows),
        as_expected=passed,
        judged=passed + failed,
        violated=sum(row.violated for row in sheet.rows),
    )


def check_rows(scores: Iterable[LiveScore]) -> tuple[CheckRow, ...]:
    """Count each check, those that were violated most first."""
    passed, violated, crashed = Counter[str](), Counter[str](), Counter[str]()
    for score in scores:
        passed.update(score.passed)
        violated.update({violation.check for violation in score.violations})
        crashed.update(score.crashed)
    reasons = {check.id: check.reason for check in all_checks()}
    unknown = (check for check in (*passed, *violated, *crashed) if check not in reasons)
    names = dict.fromkeys((*reasons, *unknown))
    rows = [_check_row(name, reasons.get(name, ""), passed[name], violated[name], crashed[name]) for name in names]
    return tuple(sorted(rows, key=lambda row: (-row.violated, -row.crashed, -row.looked_at)))


def _check_row(check: str, reason: str, passed: int, violated: int, crashed: int) -> CheckRow:
    interval = wilson(violated, passed + violated)
    return CheckRow(check, reason, passed + violated, violated, crashed, interval.high if interval else None)


def _series(scores: Sequence[LiveScore], baseline: Baseline | None) -> tuple[Series, ...]:
    groups: dict[tuple[str, str], list[LiveScore]] = {}
    for score in sorted(scores, key=lambda one: one.quiet_since, reverse=True):
        groups.setdefault((score.pack, score.model), []).append(score)
    return tuple(_one_series(pack, model, group, baseline) for (pack, model), group in groups.items())


def _one_series(pack: str, model: str, scores: list[LiveScore], baseline: Baseline | None) -> Series:
    sheet = baseline.sheet if baseline is not None else None
    return Series(
        pack_hash=pack,
        model=model,
        is_blessed=sheet is not None and (sheet.pack.hash, sheet.model) == (pack, model),
        conversations=len(scores),
        violated=sum(score.is_violated for score in scores),
        since=scores[-1].quiet_since,
        until=scores[0].quiet_since,
        rows=() if sheet is None else drift(sheet, scores),
    )

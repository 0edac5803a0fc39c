"""What a judge said, for a terminal and for Markdown."""

from collections.abc import Iterator, Mapping, Sequence

from evals.judging.asking import Told
from evals.judging.pairwise import Pairs, Preference
from evals.judging.stamp import Admission, Admitted
from evals.scorer import ScoreState
from evals.statistics.corrected import Share, rogan_gladen
from flows.statistics.interval import wilson
from prompts.rubric import Rubric

_SHOWN = 3
"""Of the answers that are none, so many are told with their reason."""


def as_told(judge: str, told: Sequence[Told], admissions: Mapping[str, Admission], warnings: Sequence[str]) -> str:
    """Return the judge's pass rates; those that may weigh with what people would say, the others as report-only."""
    head = ["| dimension | passed | 95 % | corrected | unscored | error | steady | weighs |"]
    rows = [_row(one, admissions[one.rubric.id]) for one in told]
    return "\n".join(
        [f"Judge: {judge}.", *warnings, "", *head, "|---|---:|---:|---:|---:|---:|---:|---|", *rows, *_without(told)]
    )


def as_pairs(judge: str, found: Sequence[tuple[Rubric, Pairs]], warnings: Sequence[str]) -> str:
    """Return who was preferred. What hung on the order is nobody's win."""
    head = "| dimension | before | after | tie | inconsistent | unscored | first place chosen |"
    rows = [
        f"| {rubric.id} | {' | '.join(str(pairs.count(one)) for one in Preference)} | {_share(pairs.first_place)} |"
        for rubric, pairs in found
    ]
    doubts = [
        f"{rubric.id}: {_share(pairs.inconsistent)} of the answers hang on the order: this judge cannot compare it."
        for rubric, pairs in found
        if (pairs.inconsistent or 0) > 1 / 3
    ]
    return "\n".join([f"Judge: {judge}, in both orders.", *warnings, "", head, "|---|" + "---:|" * 6, *rows, *doubts])


def _row(told: Told, admission: Admission) -> str:
    states = [answer.state for answer in told.answers]
    passed = Share(sum(bool(answer.passed) for answer in told.answers), states.count(ScoreState.SCORED))
    corrected, weighs = "-", "report-only: "
    if isinstance(admission, Admitted):
        stamp = admission.stamp
        weighs = f"yes, kappa {stamp.kappa:.2f}, at least {stamp.low:.2f} (n {stamp.n})"
        if found := rogan_gladen(passed, Share(stamp.passes, stamp.passed), Share(stamp.fails, stamp.failed)):
            corrected = f"{found.rate:.2f} ({found.interval})"
    else:
        weighs += admission.why
    cells = (
        told.rubric.id,
        f"{passed.hits}/{passed.of}",
        str(wilson(passed.hits, passed.of) or "-"),
        corrected,
        str(states.count(ScoreState.UNSCORED)),
        str(states.count(ScoreState.ERROR)),
        _share(told.consistency.share),
        weighs,
    )
    return f"| {' | '.join(cells)} |"


def _without(told: Sequence[Told]) -> Iterator[str]:
    """Say why some answers are none; they are in no rate."""
    open_ones = [(one.rubric.id, answer) for one in told for answer in one.answers if answer.state != ScoreState.SCORED]
    if open_ones:
        yield f"\n{len(open_ones)} answers are none, and in no rate:"
    for dimension, answer in open_ones[:_SHOWN]:
        yield f"- {dimension}, {answer.scenario}: {answer.state}: {answer.reason}"


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"

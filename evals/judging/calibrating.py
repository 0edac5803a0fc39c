"""What `twolane evals calibrate` does."""

from pathlib import Path

import typer

from api.labelling.label_set import ITEMS, LabelSet
from conversation.clock import Clock
from conversation.errors import Misconfigured
from evals.gate import Exit
from evals.judging.asking import Told, ask_named, chosen_rubrics
from evals.judging.calibration import Calibration, calibrated, interval_of
from evals.judging.command import Asking, basis_of
from evals.judging.consensus import Consensus, consensus_of
from evals.judging.stamp import FILE, stamped, write_stamps
from evals.statistics.corrected import Share
from prompts.rubric import Rubric


def calibrate_set(folder: Path, asking: Asking, clock: Clock) -> int:
    """Ask the judge of every labelled item, print how far it agrees with people, and stamp it in the set's folder.

    Returns 0 where it may weigh in every dimension, else 4 of `Exit`. Raises Misconfigured, Invalid.
    """
    if not (folder / ITEMS).is_file():
        raise Misconfigured(str(folder), "there is no label set; make one with `twolane evals label-set`")
    labels = LabelSet(folder)
    people = {rubric: consensus_of(labels.labels(), rubric) for rubric in chosen_rubrics(asking.dimensions)}
    asked = {rubric: found for rubric, found in people.items() if found.passed}
    if not asked:
        raise Misconfigured(str(folder), "nobody has labelled anything in it yet; open it under Evals, Labels")
    told = [one for rubric, found in asked.items() for one in _asked(labels, rubric, found, asking)]
    found = {one.rubric: calibrated(one.rubric.id, asked[one.rubric], one.answers) for one in told}
    at = clock.now()
    write_stamps(
        folder / FILE, tuple(stamped(basis_of(asking.judge, rubric, labels), one, at) for rubric, one in found.items())
    )
    typer.echo(f"Judge: {asking.judge}. Each question was asked {asking.times} times.")
    for one in told:
        typer.echo("\n".join(_lines(found[one.rubric], one)))
    typer.echo(f"\nStamped in {folder / FILE}.")
    return Exit.INCONCLUSIVE if any(one.doubts() for one in found.values()) else Exit.FINE


def _asked(labels: LabelSet, rubric: Rubric, people: Consensus, asking: Asking) -> tuple[Told, ...]:
    items = [item for item in labels.items() if item.id in people.passed]
    return ask_named(asking.judge, items, (rubric,), asking.times)


def _lines(found: Calibration, told: Told) -> list[str]:
    people = found.people
    alpha = "not known, no item has two raters" if people.alpha is None else f"Krippendorff's alpha {people.alpha:.2f}"
    true = found.corrected
    doubts = found.doubts()
    return [
        "",
        f"{found.dimension}: {'report-only' if doubts else 'may weigh in a gate'}",
        f"  people         {people.raters} raters, {people.labels} labels, split on {people.split}; agreement: {alpha}",
        f"  judge, steady  {_share(told.consistency.share)} of {told.consistency.of} items",
        f"  items          {found.n} judged, {found.unanswered} left open by the judge (in no figure)",
        f"  kappa          {found.kappa:.2f} ({found.interval or 'no interval'}), bootstrap over scenarios",
        f"  base rate      {_share(found.base_rate)} passed by people",
        f"  accuracy       {_share(found.accuracy)}; always saying the same: {_share(found.constant)}",
        f"  TPR            {_rate(found.sensitivity)}",
        f"  TNR            {_rate(found.specificity)}",
        f"  pass rate      {f'{true.rate:.2f} ({true.interval})' if true else '-'}, Rogan-Gladen corrected",
        *(f"  because        {why}" for why in doubts),
    ]


def _rate(share: Share) -> str:
    return f"{share.hits}/{share.of} = {share.rate:.2f} ({interval_of(share)})" if share.of else "none"


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"

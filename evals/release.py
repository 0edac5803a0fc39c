"""`twolane evals compare`, `gate` and `bless`: what a release may hang on."""

from pathlib import Path

import typer

from conversation.clock import Clock
from conversation.errors import Misconfigured
from evals.baseline import blessed, read_baseline, write_baseline
from evals.card import read_cards
from evals.comparison import LEAST_EFFECT, Comparison, compare
from evals.comparison_text import as_markdown_table, as_table
from evals.folder import COMPARISON, SCORES
from evals.gate import Decision, Exit, decide
from evals.score import tally
from evals.sheet import Sheet, sheet_of
from evals.verdict import Verdict


def compare_runs(before: Path, after: Path | None, pack: str | None, least_effect: float = LEAST_EFFECT) -> int:
    """Compare two scored folders or baselines, or both packs of one folder, and print it.

    Returns 0, or 4 where nothing can be concluded. Raises Misconfigured or ScoresInvalid.
    """
    old, new = _both_packs(before) if after is None else (_sheet(before, pack), _sheet(after, pack))
    comparison = compare(old, new, least_effect)
    decision = decide(comparison)
    typer.echo(as_table(comparison, decision))
    return Exit.INCONCLUSIVE if decision.exit is Exit.INCONCLUSIVE else Exit.FINE


def gate_run(
    folder: Path,
    baseline: Path,
    pack: str | None,
    least_effect: float = LEAST_EFFECT,
    *,
    allow_inconclusive: bool = False,
) -> int:
    """Hold a scored folder against the baseline, print and write it down there; return the exit code of `Exit`.

    Raises Misconfigured where they are of another suite or model, or ScoresInvalid.
    """
    old, new = read_baseline(baseline).sheet, _sheet(folder, pack)
    for what, wanted, got in (("suite", old.suite, new.suite), ("model", old.model, new.model)):
        if wanted != got:
            raise Misconfigured(str(baseline), f"its {what} is {wanted!r}, the run's is {got!r}; bless one of its own")
    comparison = compare(old, new, least_effect)
    decision = decide(comparison)
    _tell(folder, comparison, decision)
    if allow_inconclusive and decision.exit is Exit.INCONCLUSIVE:
        typer.echo("Allowed by --allow-inconclusive: exits 0.")
        return Exit.FINE
    return decision.exit


def bless_run(folder: Path, baseline: Path, pack: str | None, by: str, why: str, clock: Clock) -> int:
    """Move the baseline to a scored folder. A run with a violation or without all verdicts cannot be blessed.

    Returns 0, 2 or 3 of `Exit`. Raises Misconfigured or ScoresInvalid.
    """
    sheet = _sheet(folder, pack)
    for verdict, code in ((Verdict.VIOLATED, Exit.VIOLATION), (Verdict.UNJUDGED, Exit.NOT_JUDGED)):
        if sheet.has(verdict):
            typer.echo(f"Not blessed: {code.name.lower().replace('_', ' ')} in {folder}.", err=True)
            return code
    earlier = read_baseline(baseline).blessings if baseline.exists() else ()
    moved = blessed(sheet, by, why, clock.now(), earlier)
    write_baseline(baseline, moved)
    typer.echo(f"{baseline} is {sheet.pack.label} by {sheet.model}, {len(sheet.rows)} scenarios, blessed by {by}.")
    return Exit.FINE


def _tell(folder: Path, comparison: Comparison, decision: Decision) -> None:
    (folder / COMPARISON).write_text(as_markdown_table(comparison, decision), encoding="utf-8")
    typer.echo(as_table(comparison, decision))


def _sheet(path: Path, pack: str | None) -> Sheet:
    if path.is_file():
        return read_baseline(path).sheet
    sheets = [sheet for sheet in _sheets(path) if pack in (None, sheet.pack.name, sheet.pack.label)]
    if len(sheets) != 1:
        held = ", ".join(sheet.pack.label for sheet in _sheets(path))
        raise Misconfigured("--pack", f"{path} holds {held or 'no pack'}; name one of them")
    return sheets[0]


def _both_packs(folder: Path) -> tuple[Sheet, Sheet]:
    sheets = _sheets(folder)
    if len(sheets) != 2:
        raise Misconfigured(str(folder), f"it holds {len(sheets)} packs; give one with two, or two folders")
    return sheets[0], sheets[1]


def _sheets(folder: Path) -> list[Sheet]:
    scored = tally(read_cards(folder / SCORES))
    return [sheet_of(scored.suite, pack) for pack in scored.packs]

"""`twolane evals run`, `score` and `report`: three stages with files between them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

import typer

from conversation.errors import Misconfigured, TwolaneError
from evals.card import Card, read_cards, write_cards
from evals.checks.check import Check
from evals.checks.plugins import all_checks
from evals.collecting import collecting_nothing
from evals.folder import PLAN, SCORES, TRANSCRIPTS
from evals.junit import as_junit
from evals.page import as_page
from evals.report import as_markdown, as_text
from evals.score import SuiteScore, Verdict, score_one, tally
from evals.scorer import NamedScorer, plugged_scorers, scorers_in
from evals.summary import as_json
from evals.table import as_csv
from evals.transcript import Transcript, read_at, read_placed

if TYPE_CHECKING:
    from evals.matrix import Wishes

DEFAULT_PACK = "recovery"


@dataclass(frozen=True, slots=True)
class Rules:
    """By what transcripts are scored."""

    checks: tuple[Check, ...]
    scorers: tuple[NamedScorer, ...] = ()
    with_tone: bool = True

    def __post_init__(self) -> None:
        names = [scorer.name for scorer in self.scorers]
        if twice := [name for name in names if names.count(name) > 1]:
            raise Misconfigured("scorers", f"there are two by the name {twice[0]!r}; rename one")


def run_suite(
    suite: str | Path,
    out: Path,
    packs: tuple[str, ...] = (),
    model: str | None = None,
    trials: int = 1,
    seed: int | None = None,
) -> int:
    """Play and score `suite` with every pack and write the report to `out`; return the exit code as `run_wishes` does.

    `model` speaks instead of the one that the settings name.
    """
    from evals.matrix import Wishes

    return run_wishes(suite, out, Wishes(packs or (DEFAULT_PACK,), (model,) if model else (), trials=trials, seed=seed))


def run_wishes(suite: str | Path, out: Path, wishes: "Wishes") -> int:
    """Play and score what is wished for, and write a report for every model and persona; return the exit code.

    A run that was killed goes on where it was.

    0: all as expected; 1: an expectation was missed; 2: a compliance violation, whatever else happened; 3: the suite or
    a pack cannot be used, a scenario could not be played, a check crashed, or the money ran out.
    """
    from evals.matrix import cells_of, play_matrix
    from evals.purse import Purse

    def scored(folder: Path) -> int:
        return _score(folder / TRANSCRIPTS, folder, Rules(all_checks(), plugged_scorers()))

    return told(lambda: play_matrix(cells_of(suite, out, wishes), wishes.manner, Purse(wishes.most), scored))


def score_file(
    transcripts: Path,
    out: Path,
    checks: tuple[str, ...] = (),
    scorers: tuple[Path, ...] = (),
    *,
    with_tone: bool = True,
) -> int:
    """Score a file of transcripts and write scores and report to `out`; return the exit code as `run_suite` does.

    `checks` are the ids of those that are applied; all of them where there is none. `scorers` are files of them, beside
    those that are installed.
    """

    def stage() -> int:
        listed = (scorer for file in scorers for scorer in scorers_in(file))
        return _score(transcripts, out, Rules(_chosen(checks), (*plugged_scorers(), *listed), with_tone))

    return told(stage)


def report_folder(out: Path) -> int:
    """Write the report of a folder that was scored; return the exit code as `run_suite` does."""
    return told(lambda: _report(tally(read_cards(out / SCORES)), out))


def told(stage: Callable[[], int]) -> int:
    """Run a stage; what it raises on purpose is one line, and exit code 3."""
    try:
        return stage()
    except TwolaneError as error:
        typer.echo(f"{type(error).__name__}: {error}", err=True)
        return Verdict.UNJUDGED


def _chosen(ids: tuple[str, ...]) -> tuple[Check, ...]:
    known = {check.id: check for check in all_checks()}
    if unknown := [one for one in ids if one not in known]:
        raise Misconfigured("--check", f"there is no check {unknown[0]!r}; use some of: {', '.join(known)}")
    return tuple(known[one] for one in ids) or tuple(known.values())


def _score(transcripts: Path, out: Path, rules: Rules) -> int:
    if not transcripts.is_file():
        raise Misconfigured(str(transcripts), "there is no such file; play a suite with `twolane evals run` first")
    if next(read_placed(transcripts), None) is None:
        raise Misconfigured(str(transcripts), "it holds no conversation; there is nothing to score")
    out.mkdir(parents=True, exist_ok=True)
    own = out / TRANSCRIPTS
    if not (own.exists() and own.samefile(transcripts)):
        if (out / PLAN).exists():
            raise Misconfigured("--out", f"{out} holds a run of its own; give a folder that has none")
        copyfile(transcripts, own)
    with collecting_nothing():
        return _report(tally(write_cards(out / SCORES, _cards(own, rules)), rules.checks), out)


def _cards(file: Path, rules: Rules) -> Iterator[Card]:
    for place, transcript in read_placed(file):
        scored = score_one(transcript, rules.checks, with_tone=rules.with_tone, scorers=rules.scorers)
        yield scored.card(place)


def _report(scored: SuiteScore, out: Path) -> int:
    def transcript_of(card: Card) -> Transcript:
        return read_at(out / TRANSCRIPTS, card.place)

    written = {
        "report.md": as_markdown(scored),
        "report.html": as_page(scored, transcript_of),
        "report.json": as_json(scored),
        "report.csv": as_csv(scored),
        "junit.xml": as_junit(scored),
    }
    for name, words in written.items():
        (out / name).write_text(words, encoding="utf-8")
    typer.echo(as_text(scored))
    typer.echo(f"\nWritten to {out}: {TRANSCRIPTS}, {SCORES}, {', '.join(written)}.")
    return scored.verdict

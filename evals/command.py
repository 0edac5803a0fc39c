"""`twolane evals`: play a suite, score it, write the report."""

import asyncio
from pathlib import Path

import typer

from conversation.errors import TwolaneError
from evals.page import as_page
from evals.report import as_markdown, as_text
from evals.score import SuiteScore, Verdict, score
from evals.suite import load_suite
from evals.transcript import read_transcripts

TRANSCRIPTS = "transcripts.jsonl"
DEFAULT_PACK = "recovery"


def run_suite(suite: str | Path, out: Path, packs: tuple[str, ...] = (), model: str | None = None) -> int:
    """Play and score `suite` with every pack and write the report to `out`; return the exit code.

    `model` speaks instead of the one that the settings name.

    0: all as expected; 1: an expectation was missed; 2: a compliance violation, whatever else happened; 3: the suite or
    a pack cannot be used, a scenario could not be played, or a check crashed.
    """
    try:
        file = _play(suite, out, packs or (DEFAULT_PACK,), model)
        return report(file, out)
    except TwolaneError as error:
        typer.echo(f"{type(error).__name__}: {error}", err=True)
        return Verdict.UNJUDGED


def report(transcripts: Path, out: Path) -> int:
    """Score a file of transcripts, write and print the report, and return the exit code."""
    scored = score(read_transcripts(transcripts))
    _write(scored, out)
    typer.echo(as_text(scored))
    typer.echo(f"\nWritten to {out}: {TRANSCRIPTS}, report.md, report.html.")
    return scored.verdict


def _play(name: str | Path, out: Path, packs: tuple[str, ...], model: str | None) -> Path:
    from api.settings import Settings
    from evals.run import play_into

    suite = load_suite(name)
    out.mkdir(parents=True, exist_ok=True)
    file = out / TRANSCRIPTS
    settings = Settings() if model is None else Settings(model=model)
    asyncio.run(play_into(file, suite, packs, settings))
    return file


def _write(scored: SuiteScore, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "report.md").write_text(as_markdown(scored), encoding="utf-8")
    (out / "report.html").write_text(as_page(scored), encoding="utf-8")

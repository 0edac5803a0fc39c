"""`twolane evals import`: a file of past conversations becomes transcripts to score, or a suite to play."""

from enum import StrEnum
from pathlib import Path

import typer

from conversation.errors import TwolaneError
from evals.folder import TRANSCRIPTS
from evals.importing.dialogue import Imported
from evals.importing.rows import read_rows
from evals.importing.scripting import suite_of
from evals.importing.tau import read_tau
from evals.importing.transcribing import Setting, transcript_of
from evals.transcript import to_line

SUITE = "suite.yaml"
SHOWN = 20
"""Bad rows that are told one by one."""

WHOLE, PARTLY, UNUSABLE = 0, 1, 3


def read_export(file: Path) -> Imported:
    """Read a file by its ending: .json as results of tau-bench, .csv and .jsonl as rows. Raises ImportInvalid."""
    return read_tau(file) if file.suffix.lower() == ".json" else read_rows(file)


class Wanted(StrEnum):
    """What an export becomes: transcripts to score, or a suite to play."""

    TRANSCRIPTS = "transcripts"
    SUITE = "suite"


def import_file(file: Path, out: Path, setting: Setting, wanted: Wanted = Wanted.TRANSCRIPTS) -> int:
    """Write the good conversations as `wanted` to `out`, and tell each bad row.

    Returns 0 where all rows were good, 1 where some were left out, 3 where there was nothing to import.
    """
    try:
        imported = read_export(file)
    except TwolaneError as error:
        typer.echo(f"{type(error).__name__}: {error}", err=True)
        return UNUSABLE
    for bad in imported.bad[:SHOWN]:
        typer.echo(str(bad), err=True)
    if len(imported.bad) > SHOWN:
        typer.echo(f"and {len(imported.bad) - SHOWN} more", err=True)
    written = (_write if wanted is Wanted.TRANSCRIPTS else _write_suite)(imported, out, setting)
    texts = sum(len(dialogue.lines) for dialogue in imported.dialogues)
    typer.echo(
        f"{imported.shape}: {len(imported.dialogues)} conversations, {texts} texts; {len(imported.bad)} rows left out."
    )
    if written is None:
        typer.echo("No shopper says anything in it: there is nothing to play.", err=True)
        return UNUSABLE
    typer.echo(f"Written to {written}. The words are the shoppers' own: keep the file as you keep them.")
    if not imported.dialogues:
        return UNUSABLE
    return PARTLY if imported.bad else WHOLE


def _write(imported: Imported, out: Path, setting: Setting) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    with (out / TRANSCRIPTS).open("wb") as lines:
        for dialogue in imported.dialogues:
            lines.write(to_line(transcript_of(dialogue, imported.shape, setting)))
    return out / TRANSCRIPTS


def _write_suite(imported: Imported, out: Path, setting: Setting) -> Path | None:
    if not (suite := suite_of(imported, setting)):
        return None
    out.mkdir(parents=True, exist_ok=True)
    (out / SUITE).write_text(suite, encoding="utf-8")
    return out / SUITE

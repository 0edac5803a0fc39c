"""`twolane compliance`: ask the gate, and ask it why."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Ask the gate, and ask it why.", no_args_is_help=True)


@app.command()
def explain(
    ref: Annotated[str, typer.Argument(help="The id of a message (msg_...) or of a draft (due_...).")],
    data_dir: Annotated[Path | None, typer.Option(help="Where the ledger is; by default as in the settings.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write what the REST API would show as `verdict`.")] = False,
) -> None:
    """Say why a text could leave, had to wait or could not leave: the rules tried, the facts used, the version."""
    from api.explaining import explain_stored, in_words
    from api.rest.verdicts import verdict_of
    from api.settings import Settings
    from compliance.rulebook import load_rulebook

    settings = Settings() if data_dir is None else Settings(data_dir=data_dir)
    explained = asyncio.run(explain_stored(ref, settings, load_rulebook()))
    if as_json:
        typer.echo(verdict_of(explained.note, load_rulebook()).model_dump_json(indent=2))
    else:
        typer.echo(in_words(explained))


@app.command()
def classify(
    pending: Annotated[
        bool,
        typer.Option("--pending/--no-pending", help="Whether a double opt-in waits: then a bare YES is an answer."),
    ] = True,
) -> None:
    """Read one text a line, or JSON lines with `text`; write {text, intent, suppress, rule} for each, in order.

    A line that cannot be read yields {line, error} in its place; the rest goes on, and the exit code is 2.
    """
    from api.cli.classifying import classify_lines

    classify_lines(sys.stdin.buffer, sys.stdout.buffer, pending=pending)

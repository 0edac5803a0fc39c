"""`twolane compliance`: ask the gate, and ask it why."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from api.cli import emergencies

app = typer.Typer(help="Ask the gate, and ask it why.", no_args_is_help=True)
for operate in (emergencies.halt, emergencies.resume, emergencies.halts, emergencies.scrub):
    app.command()(operate)


@app.command()
def explain(
    ref: Annotated[str, typer.Argument(help="The id of a message (msg_...) or of a draft (due_...).")],
    data_dir: Annotated[Path | None, typer.Option(help="Where the ledger is; by default as in the settings.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write what the REST API would show as `verdict`.")] = False,
) -> None:
    """Say why a text could leave, had to wait or could not leave: the rules tried, the facts used, the version."""
    from api.explaining import explain_stored, in_words
    from api.rest.verdicts import verdict_of
    from api.settings import settings_in
    from compliance.rulebook import load_rulebook

    settings = settings_in(data_dir)
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


@app.command()
def decide(
    case: Annotated[Path | None, typer.Argument(help="A JSON file; without one the case is read from stdin.")] = None,
    lines: Annotated[bool, typer.Option(help="One case on each line, one verdict for each.")] = False,
    schema: Annotated[bool, typer.Option("--schema", help="Write the JSON Schemas of case and answer.")] = False,
) -> None:
    """Ask the gate about a case: a draft and whatever is to be true about it. Writes the verdict as JSON.

    Exits 0 whatever the verdict is, and 2 for a case that cannot be read.
    """
    from api.cases.deciding import AnswerOut, decide_case, decide_lines, schemas
    from compliance.rulebook import load_rulebook

    if schema:
        typer.echo(json.dumps(schemas(), indent=2))
        return
    text = sys.stdin.read() if case is None else _read(case)
    if not lines:
        typer.echo(decide_case(text, load_rulebook()).model_dump_json(indent=2))
        return
    code = 0
    for answer in decide_lines(text.split("\n"), load_rulebook()):
        typer.echo(answer.model_dump_json())
        code = code if isinstance(answer, AnswerOut) else 2
    raise typer.Exit(code)


@app.command()
def rulebook(
    markdown: Annotated[bool, typer.Option("--markdown", help="Write the page docs/compliance.md.")] = False,
) -> None:
    """List every rule with its status, how sure it is and when to look at it again; a `!` marks those overdue."""
    from datetime import UTC, datetime

    from compliance.rulebook import load_rulebook
    from compliance.rulebook.markdown import render

    book = load_rulebook()
    if markdown:
        typer.echo(render(book), nl=False)
        return
    overdue = {rule.id for rule in book.overdue(datetime.now(UTC).date())}
    for rule in book.rules.values():
        mark = "!" if rule.id in overdue else " "
        sure = f"{rule.status.value:13} {rule.provenance.value:12}"
        typer.echo(f"{mark} {rule.id:32} {rule.jurisdiction:9} {sure} {rule.review}")


def _read(path: Path) -> str:
    from conversation.errors import Invalid

    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("case", str(error), "name a JSON file that can be read") from error

"""`twolane audit`: is the log of what was sent, and why, still what it was?"""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

EXITS = {"sound": 0, "flawed": 1, "not provable": 2}

app = typer.Typer(help="Prove what was sent and why.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Prove what was sent and why."""


@app.command()
def verify(
    merchant: Annotated[str, typer.Option(help="A merchant's id; by default all of them.")] = "",
    data_dir: Annotated[Path | None, typer.Option(help="Where the ledger is; by default as in the settings.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of words.")] = False,
) -> None:
    """Walk the chains, compare the ledger with them and them with their anchors.

    Exits 0 where all is sound, 1 where something was altered, cut off or written past the log, 2 where nothing can be
    proven for want of the key.
    """
    from api.auditing import as_lines, verify_all
    from api.settings import settings_in

    settings = settings_in(data_dir)
    report = asyncio.run(verify_all(settings, merchant))
    typer.echo(report.as_json() if as_json else "\n".join(as_lines(report)))
    raise typer.Exit(EXITS[report.verdict])


@app.command()
def export(
    contact: Annotated[str, typer.Option(help="The shopper's number, such as +13035550147.")],
    merchant: Annotated[str, typer.Option(help="The merchant's id.")],
    out: Annotated[Path, typer.Option(help="The HTML file to write; it must not be there.")],
    data_dir: Annotated[Path | None, typer.Option(help="Where the ledger is; by default as in the settings.")] = None,
) -> None:
    """Write everything about one shopper to one file: a page to print and file, with the same as JSON inside it.

    Consent with its proof, every text with its author, label, purpose, verdict, evidence and delivery, who took control
    and gave it back, and what verifying the audit log found. Exits as `verify` does.
    """
    from api.dossier.making import make_record, write_record
    from api.settings import settings_in

    settings = settings_in(data_dir)
    record = asyncio.run(make_record(settings, merchant, contact))
    write_record(record, out)
    typer.echo(f"wrote {out}; audit log: {record.finding.verdict}")
    raise typer.Exit(EXITS[record.finding.verdict])

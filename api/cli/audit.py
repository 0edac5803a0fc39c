"""`twolane audit`: is the log of what was sent, and why, still what it was?"""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

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

    Exits 0 where all is sound, 2 where something was altered, cut off or written past the log, 3 where nothing can be
    proven for want of the key.
    """
    from api.auditing import SOUND, UNPROVABLE, as_lines, verify_all
    from api.settings import Settings

    settings = Settings() if data_dir is None else Settings(data_dir=data_dir)
    report = asyncio.run(verify_all(settings, merchant))
    typer.echo(report.as_json() if as_json else "\n".join(as_lines(report)))
    raise typer.Exit({SOUND: 0, UNPROVABLE: 3}.get(report.verdict, 2))

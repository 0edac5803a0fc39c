"""`twolane retention`: let words go whose time is up."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Let words go whose time is up.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Let words go whose time is up."""


@app.command()
def run(
    data_dir: Annotated[Path | None, typer.Option(help="Where the ledger is; by default as in the settings.")] = None,
) -> None:
    """Destroy the words of texts, drafts and carts that are older than their merchant keeps them, and old bookkeeping.

    The worker does this every day unless TWOLANE_RETENTION=false. Records of consent, sending and opt-outs stay.
    """
    from api.forgetting import BUSY, run_retention
    from api.settings import settings_in

    settings = settings_in(data_dir)
    pruned, scrubbed = asyncio.run(run_retention(settings))
    typer.echo(", ".join(f"{count} {what}" for what, count in asdict(pruned).items()))
    if not scrubbed:
        typer.echo(BUSY, err=True)

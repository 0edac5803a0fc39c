"""`twolane escalations`: how well a person is asked for."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="How well a person is asked for.", no_args_is_help=True)


@app.callback()
def escalations() -> None:
    """Keep `report` a word of its own while it is the only one."""


@app.command()
def report(
    days: Annotated[int, typer.Option(help="Of conversations touched within so many days.", min=1)] = 30,
    shop: Annotated[str, typer.Option(help="One merchant's shop domain; by default all of them.")] = "",
    data_dir: Annotated[Path | None, typer.Option(help="Where the ledger is; by default as in the settings.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Count escalations that were needed, needless and missed, as the log tells."""
    from api.escalation_report import in_words, read_figures
    from api.settings import settings_in

    settings = settings_in(data_dir)
    figures = asyncio.run(read_figures(settings, days, shop))
    if as_json:
        typer.echo(json.dumps({"fates": figures.fates, "by_reason": figures.by_reason}, indent=2))
    else:
        typer.echo(in_words(figures))

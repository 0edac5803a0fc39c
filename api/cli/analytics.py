"""`twolane analytics`: what texts brought, as the Analytics page shows it."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="What texts brought: revenue, seats, experiments.", no_args_is_help=True)

Shop = Annotated[str, typer.Option(help="A merchant's shop domain; needed where there are several.")]
Days = Annotated[int | None, typer.Option(help="The last so many days, today included; 30 where nothing is said.")]
From = Annotated[str, typer.Option("--from", help="The first day, as 2026-11-01, in the merchant's zone.")]
To = Annotated[str, typer.Option("--to", help="The last day.")]
Folder = Annotated[Path | None, typer.Option("--data-dir", help="Where the ledger is; by default as in the settings.")]


@app.command()
def show(shop: Shop = "", days: Days = None, first: From = "", last: To = "", data_dir: Folder = None) -> None:
    """Print every table of a period, and what experiments show."""
    from api.analytics.printing import printed
    from api.settings import settings_in

    typer.echo(asyncio.run(printed(settings_in(data_dir), shop, days, first, last)))


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where the files go; made where it is not there.")],
    shop: Shop = "",
    days: Days = None,
    first: From = "",
    last: To = "",
    data_dir: Folder = None,
) -> None:
    """Write every table of a period as a CSV file."""
    from api.analytics.printing import exported
    from api.settings import settings_in

    for path in asyncio.run(exported(settings_in(data_dir), shop, days, first, last, folder)):
        typer.echo(path)

"""`twolane recovery`: P2P Cart Recovery, the add-on."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="P2P Cart Recovery: who may write first texts, for which merchant.", no_args_is_help=True)

Merchant = Annotated[str, typer.Option(help="An id, shop domain or name; by default the only merchant.")]
Person = Annotated[list[str], typer.Option(help="Somebody on the team, by id or e-mail; once for each.")]
Folder = Annotated[Path | None, typer.Option("--data-dir", help="Where the ledger is; by default as in the settings.")]


@app.command()
def on(person: Person, merchant: Merchant = "", data_dir: Folder = None) -> None:
    """Switch it on for a team, or change the team: only they see the queue."""
    from api.recovery_switching import switch_on
    from api.settings import settings_in

    for line in asyncio.run(switch_on(settings_in(data_dir), merchant, person)):
        typer.echo(line)


@app.command()
def off(merchant: Merchant = "", data_dir: Folder = None) -> None:
    """Switch it off: the queue is gone at once, and the team is remembered."""
    from api.recovery_switching import switch_off
    from api.settings import settings_in

    for line in asyncio.run(switch_off(settings_in(data_dir), merchant)):
        typer.echo(line)


@app.command()
def show(data_dir: Folder = None) -> None:
    """Tell which merchants have it, and who is on their teams."""
    from api.recovery_switching import list_addons
    from api.settings import settings_in

    for line in asyncio.run(list_addons(settings_in(data_dir))):
        typer.echo(line)

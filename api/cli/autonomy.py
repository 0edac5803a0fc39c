"""`twolane autonomy`: what the AI may do, and the operator's switch over it."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="What the AI may do, and the operator's switch over it.", no_args_is_help=True)

Shop = Annotated[str, typer.Option(help="One merchant's shop domain; by default all of them.")]
Folder = Annotated[Path | None, typer.Option("--data-dir", help="Where the ledger is; by default as in the settings.")]


@app.command()
def show(shop: Shop = "", data_dir: Folder = None) -> None:
    """Tell what the AI may do for each merchant now."""
    _switch(None, shop, data_dir)


@app.command()
def limit(
    mode: Annotated[str, typer.Argument(help="off, suggest or auto: the most that the AI may do. auto lifts it.")],
    shop: Shop = "",
    data_dir: Folder = None,
) -> None:
    """Limit the AI at once, whatever merchants chose. Texts by people, and the framework's own, leave as before."""
    _switch(mode, shop, data_dir)


def _switch(mode: str | None, shop: str, data_dir: Path | None) -> None:
    from api.settings import settings_in
    from api.switching import switch
    from conversation.autonomy import Autonomy
    from conversation.errors import Invalid

    modes = [one.value for one in Autonomy]
    if mode is not None and mode not in modes:
        raise Invalid("mode", f"{mode!r} is none of them", f"say {', '.join(modes)}")
    settings = settings_in(data_dir)
    for switched in asyncio.run(switch(settings, Autonomy(mode) if mode else None, shop)):
        typer.echo(str(switched))

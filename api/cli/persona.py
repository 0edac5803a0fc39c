"""`twolane persona`: how a merchant's AI sounds, as YAML."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="How a merchant's AI sounds, in and out as YAML.", no_args_is_help=True)

Merchant = Annotated[str, typer.Option(help="An id, shop domain or name; by default the only merchant.")]
Folder = Annotated[Path | None, typer.Option("--data-dir", help="Where the ledger is; by default as in the settings.")]


@app.command("export")
def export_(merchant: Merchant = "", data_dir: Folder = None) -> None:
    """Print the persona, to be kept, compared or given to another merchant."""
    from api.persona_moving import export_persona
    from api.settings import settings_in

    typer.echo(asyncio.run(export_persona(settings_in(data_dir), merchant)), nl=False)


@app.command("import")
def import_(
    file: Annotated[typer.FileText, typer.Argument(help="What `export` printed, changed or not; - reads the input.")],
    merchant: Merchant = "",
    data_dir: Folder = None,
) -> None:
    """Put the persona of a file in the place of the merchant's."""
    from api.persona_moving import import_persona
    from api.settings import settings_in

    typer.echo(asyncio.run(import_persona(settings_in(data_dir), merchant, file.read())))


@app.command()
def told(merchant: Merchant = "", data_dir: Folder = None) -> None:
    """Print what the merchant's prompt pack tells a model about the persona."""
    from api.persona_moving import told_persona
    from api.settings import settings_in

    typer.echo(asyncio.run(told_persona(settings_in(data_dir), merchant)))

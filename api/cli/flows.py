"""`twolane flows`: automation as text. What cannot be lawful is refused, with the rule and what to write instead."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Flows: automation as YAML, linted, versioned and switched.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="A YAML file; - reads from standard input.")]
Flow = Annotated[str, typer.Argument(help="The flow's id, as `twolane flows list` shows it.")]
Merchant = Annotated[str, typer.Option(help="An id, shop domain or name; by default the only merchant.")]
Folder = Annotated[Path | None, typer.Option("--data-dir", help="Where the ledger is; by default as in the settings.")]


@app.command()
def lint(file: File, merchant: Merchant = "", data_dir: Folder = None) -> None:
    """Say what is wrong with a flow, a line for each fault. Exits 1 where it could not be saved."""
    from api.flow_operating import lint_flow
    from api.settings import settings_in

    lawful, lines = asyncio.run(lint_flow(settings_in(data_dir), merchant, _read(file)))
    _tell(lines)
    raise typer.Exit(0 if lawful else 1)


@app.command("list")
def list_all(merchant: Merchant = "", data_dir: Folder = None) -> None:
    """List the merchant's flows, and the shipped ones, with their state and runs."""
    from api.flow_operating import list_flows
    from api.settings import settings_in

    _tell(asyncio.run(list_flows(settings_in(data_dir), merchant)))


@app.command()
def add(
    file: File,
    switch_on: Annotated[bool, typer.Option("--on", help="Let it run at once.")] = False,
    merchant: Merchant = "",
    data_dir: Folder = None,
) -> None:
    """Save a flow as its next version. Exits 1 with every fault where it cannot be lawful."""
    from api.flow_operating import add_flow
    from api.settings import settings_in

    saved, lines = asyncio.run(add_flow(settings_in(data_dir), merchant, _read(file), switch_on=switch_on))
    _tell(lines)
    raise typer.Exit(0 if saved else 1)


@app.command()
def on(flow: Flow, merchant: Merchant = "", data_dir: Folder = None) -> None:
    """Let a flow run: one of your own, or one that Twolane ships."""
    from api.flow_operating import switch_flow
    from api.settings import settings_in

    _tell(asyncio.run(switch_flow(settings_in(data_dir), merchant, flow, is_on=True)))


@app.command()
def off(flow: Flow, merchant: Merchant = "", data_dir: Folder = None) -> None:
    """Pause a flow: it begins no run and texts nobody until it is on again."""
    from api.flow_operating import switch_flow
    from api.settings import settings_in

    _tell(asyncio.run(switch_flow(settings_in(data_dir), merchant, flow, is_on=False)))


@app.command()
def figures(
    flow: Flow,
    days: Annotated[int, typer.Option(help="The last so many days, today included.")] = 30,
    merchant: Merchant = "",
    data_dir: Folder = None,
) -> None:
    """Print what came of a flow by step and variant, as Analytics counts it, and what it tries."""
    from api.flow_operating import figures_of
    from api.settings import settings_in

    _tell(asyncio.run(figures_of(settings_in(data_dir), merchant, flow, days)))


def _read(file: Path) -> str:
    return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")


def _tell(lines: list[str]) -> None:
    for line in lines:
        typer.echo(line)

"""`twolane compliance halt`, `resume`, `halts` and `scrub`: what an operator switches and feeds."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

Region = Annotated[str, typer.Argument(help="A US state or territory such as LA, or US for all of them.")]
By = Annotated[str, typer.Option(help="Who does it; kept with the halt.")]
Whose = Annotated[
    str, typer.Option("--merchant", help="An id or shop domain; without it every merchant, later ones too.")
]
DataDir = Annotated[Path | None, typer.Option(help="Where the ledger is; by default as in the settings.")]


def halt(
    region: Region,
    reason: Annotated[str, typer.Option(help="Which emergency, and who declared it.")],
    by: By,
    merchant: Whose = "",
    data_dir: DataDir = None,
) -> None:
    """Stop everything that sells to a region at once, and cancel what is queued for it."""
    from api.halting import halt_region
    from api.settings import settings_in

    made = asyncio.run(halt_region(settings_in(data_dir), merchant, region, reason, by))
    typer.echo(f"{made.region} is halted for {_whose(made.merchant_id)}: {made.reason}")


def resume(region: Region, by: By, merchant: Whose = "", data_dir: DataDir = None) -> None:
    """Let texts leave for a region again."""
    from api.halting import resume_region
    from api.settings import settings_in

    lifted = asyncio.run(resume_region(settings_in(data_dir), merchant, region, by))
    typer.echo(f"{lifted.region} is open again for {_whose(lifted.merchant_id)}")


def halts(data_dir: DataDir = None) -> None:
    """List every halt, those that were lifted too, oldest first."""
    from api.halting import list_halts
    from api.settings import settings_in

    found = asyncio.run(list_halts(settings_in(data_dir)))
    for one in found:
        ended = f"until {one.lifted_at:%Y-%m-%d %H:%M} UTC by {one.lifted_by}" if one.lifted_at else "HALTED"
        begun = f"since {one.since:%Y-%m-%d %H:%M} UTC by {one.by}"
        typer.echo(f"{one.region:3} {_whose(one.merchant_id):20} {begun}, {ended}: {one.reason}")
    if not found:
        typer.echo("no region is or was halted")


def scrub(
    do_not_call: Annotated[Path | None, typer.Option(help="Numbers of the do-not-call registry, one a line.")] = None,
    reassigned: Annotated[Path | None, typer.Option(help="Answers about reassigned numbers: number,answer.")] = None,
    merchant: Whose = "",
    data_dir: DataDir = None,
) -> None:
    """Ask lists about the number of every contact and keep the answers for the gate.

    A file says when it was drawn, as `# drawn: 2026-11-20`, and which area codes it covers, as `# area codes: 303 720`.
    """
    from api.scrubbing import scrub_contacts
    from api.settings import settings_in

    counts = asyncio.run(scrub_contacts(settings_in(data_dir), do_not_call, reassigned, merchant))
    for words, count in counts.items():
        typer.echo(f"{count:7} {words}")


def _whose(merchant_id: str) -> str:
    return "every merchant" if merchant_id == "*" else merchant_id

"""`twolane consents`: bring consent in with its proof, and show or export what was agreed to and taken back."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    pass

app = typer.Typer(help="Consent with its proof: import, show, export, opt out.", no_args_is_help=True)

Merchant = Annotated[str, typer.Option(help="The merchant's id or shop domain.")]
DataDir = Annotated[Path | None, typer.Option(help="Where the ledger is; by default as in the settings.")]
By = Annotated[str, typer.Option(help="Who records it; by default the user of this machine.")]


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV: phone,scope,wording,method,source,obtained_at, and proof.")],
    merchant: Merchant,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every row and write nothing.")] = False,
    timezone: Annotated[str, typer.Option(help="The IANA zone of times that name none.")] = "",
    country: Annotated[str, typer.Option(help="The country of numbers without a country code.")] = "US",
    by: By = "",
    rejected: Annotated[Path | None, typer.Option(help="Where rows left out go; by default FILE.rejected.csv.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Record opt-ins and opt-outs from a file. Good rows are kept, bad ones listed by line; again adds nothing.

    Nobody who opted out is revived. Exit code 0 when every row was good, 2 when some were left out.
    """
    from api.consent_office import bring_in, in_words
    from api.settings import settings_in

    target = rejected or file.with_name(f"{file.stem}.rejected.csv")
    summary = asyncio.run(
        bring_in(file, merchant, settings_in(data_dir), by, None if dry_run else target, timezone, country)
    )
    for line in in_words(summary, None if dry_run else target):
        typer.echo(line)
    raise typer.Exit(2 if summary.rejected else 0)


@app.command()
def show(
    phone: str,
    merchant: Merchant,
    data_dir: DataDir = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, as the REST API answers.")] = False,
) -> None:
    """Show where a number stands, and everything that ever happened to its consent."""
    from api.consent_office import look_up, standing_in_words
    from api.settings import settings_in

    standing = asyncio.run(look_up(phone, merchant, settings_in(data_dir)))
    typer.echo(standing.model_dump_json(indent=2) if as_json else standing_in_words(standing))


@app.command()
def export(
    merchant: Merchant,
    out: Annotated[Path | None, typer.Option(help="The CSV file to write; by default the terminal.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Write every consent event of a merchant as CSV, oldest first."""
    from api.consent_office import write_journal
    from api.settings import settings_in

    if out is None:
        asyncio.run(write_journal(merchant, settings_in(data_dir), sys.stdout))
        return
    with out.open("w", encoding="utf-8", newline="") as file:
        count = asyncio.run(write_journal(merchant, settings_in(data_dir), file))
    typer.echo(f"wrote {count} events to {out}")


@app.command("opt-out")
def opt_out(
    phone: str,
    merchant: Merchant,
    evidence: Annotated[str, typer.Option(help="What the shopper said, and where: a call, a letter, an e-mail.")],
    by: By = "",
    data_dir: DataDir = None,
) -> None:
    """Record an opt-out that came by another way than a text. Only the shopper's START ends it."""
    from api.consent_office import stop
    from api.settings import settings_in

    typer.echo(asyncio.run(stop(phone, merchant, settings_in(data_dir), evidence, by)))

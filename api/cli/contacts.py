"""`twolane contacts`: forget a shopper, or keep everything about one for the law."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    pass

app = typer.Typer(help="Forget a shopper, or keep everything about one for the law.", no_args_is_help=True)

Phone = Annotated[str, typer.Argument(help="The shopper's number, such as +13035550147.")]
Merchant = Annotated[str, typer.Option(help="The merchant's id.")]
By = Annotated[str, typer.Option(help="Who asks for it: a person at the merchant or a case. Not the shopper's name.")]
Reason = Annotated[str, typer.Option(help="Why. It is kept, so it must not name the shopper.")]
DataDir = Annotated[Path | None, typer.Option(help="Where the ledger is; by default as in the settings.")]


@app.command()
def erase(
    phone: Phone,
    merchant: Merchant,
    by: By,
    reason: Reason,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go and what would stay.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Destroy a shopper's words, name, number, place and carts; say what the law wants kept, and why.

    Texts, drafts, notes and the key of the shopper's entries in the audit log go. Proof of consent and bare records of
    sending stay under a token instead of the number; an opt-out goes on binding. A legal hold stops all of it.
    """
    from api.forgetting import BUSY, erase_contact, in_words
    from api.settings import settings_in
    from compliance.keeping import keeping
    from compliance.rulebook import load_rulebook
    from conversation.erasing import Request

    erased, scrubbed = asyncio.run(
        erase_contact(settings_in(data_dir), merchant, phone, Request(by, reason), dry_run=dry_run)
    )
    typer.echo("\n".join(in_words(erased, keeping(load_rulebook()), dry_run=dry_run)))
    if dry_run:
        typer.echo("nothing was changed")
        return
    if not scrubbed:
        typer.echo(BUSY, err=True)
    typer.echo(
        "copies elsewhere are yours to erase: backups, the carrier's and the shop's records, logs of other systems"
    )


@app.command()
def hold(phone: Phone, merchant: Merchant, by: By, reason: Reason, data_dir: DataDir = None) -> None:
    """Keep everything about a shopper: neither `erase` nor retention touches it until it is released."""
    from api.forgetting import hold_contact
    from api.settings import settings_in

    held = asyncio.run(hold_contact(settings_in(data_dir), merchant, phone, by, reason))
    typer.echo(f"{held.id}: everything about contact {held.contact_id} is held since {held.since:%Y-%m-%d %H:%M} UTC")


@app.command()
def release(phone: Phone, merchant: Merchant, by: By, data_dir: DataDir = None) -> None:
    """End a legal hold. What is past its time goes with the next `twolane retention run`."""
    from api.forgetting import release_contact
    from api.settings import settings_in

    held = asyncio.run(release_contact(settings_in(data_dir), merchant, phone, by))
    typer.echo(f"{held.id}: released by {held.released_by}; held since {held.since:%Y-%m-%d}")

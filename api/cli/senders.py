"""`twolane senders`: a merchant's numbers, and where their registration stands."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from conversation.sender import Registration, SenderKind

app = typer.Typer(help="Numbers: the registry of senders.", no_args_is_help=True)

DataDir = Annotated[Path | None, typer.Option(help="Where the ledger is; by default as in the settings.")]
Merchant = Annotated[str, typer.Option(help="An id, a shop domain or a name; may be left out where there is one.")]
Phone = Annotated[str, typer.Argument(help="The number, in E.164, or the short code.")]


@app.command("list")
def list_senders(merchant: Merchant = "", data_dir: DataDir = None) -> None:
    """List the numbers of a merchant, or of every merchant."""
    from api.settings import settings_in
    from api.store_senders import sender_lines

    for line in asyncio.run(sender_lines(settings_in(data_dir), merchant)):
        typer.echo("\t".join(line))


@app.command()
def save(
    phone: Phone,
    kind: Annotated[SenderKind, typer.Option(help="toll_free, 10dlc or short_code.")],
    carrier: Annotated[str, typer.Option(help="The adapter that serves it.")] = "twilio",
    registration: Annotated[Registration, typer.Option(help="Where it stands.")] = Registration.PENDING,
    use_case: Annotated[str, typer.Option(help="What it is registered for.")] = "mixed",
    brand: Annotated[str, typer.Option(help="10DLC brand id.")] = "",
    campaign: Annotated[str, typer.Option(help="10DLC campaign id.")] = "",
    verification: Annotated[str, typer.Option(help="Toll-free verification or short code lease.")] = "",
    tier: Annotated[str, typer.Option(help="A tier of channels/throughput_tiers.yaml.")] = "",
    merchant: Merchant = "",
    data_dir: DataDir = None,
) -> None:
    """Add a number, or change what is known of it."""
    from api.settings import settings_in
    from api.store_senders import save_sender
    from channels.sender_office import Registering, parse_use_case

    told = Registering(
        phone, kind, carrier, registration, parse_use_case(use_case), brand, campaign, verification, tier
    )
    sender = asyncio.run(save_sender(settings_in(data_dir), merchant, told))
    typer.echo(f"{sender.phone} is {sender.standing}")


@app.command()
def suspend(
    phone: Phone,
    why: Annotated[str, typer.Option(help="Why nothing may leave from it.")],
    merchant: Merchant = "",
    data_dir: DataDir = None,
) -> None:
    """Let nothing leave from a number; what is queued is refused with the reason."""
    from api.settings import settings_in
    from api.store_senders import suspend_sender

    sender = asyncio.run(suspend_sender(settings_in(data_dir), merchant, phone, why))
    typer.echo(f"{sender.phone} is {sender.standing}")


@app.command()
def resume(phone: Phone, merchant: Merchant = "", data_dir: DataDir = None) -> None:
    """Let texts leave from a suspended number again."""
    from api.settings import settings_in
    from api.store_senders import resume_sender

    sender = asyncio.run(resume_sender(settings_in(data_dir), merchant, phone))
    typer.echo(f"{sender.phone} is {sender.standing}")


@app.command()
def export(merchant: Merchant = "", data_dir: DataDir = None) -> None:
    """Write a merchant's numbers as the `numbers` of a store file."""
    from api.settings import settings_in
    from api.store_senders import export_senders

    typer.echo(asyncio.run(export_senders(settings_in(data_dir), merchant)), nl=False)

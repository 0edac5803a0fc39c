"""`twolane setup`: what still stands before a first lawful text, answers for the carriers, and a test text."""

import asyncio
import json
import sys
from typing import Annotated

import typer

app = typer.Typer(help="What still stands before a first lawful text.", no_args_is_help=True)

MerchantOption = Annotated[
    str, typer.Option("--merchant", help="An id, a shop domain or a name; needed where there are several.")
]
Seconds = Annotated[float, typer.Option(help="How long to wait for what comes of it.", min=0)]
PROMISE = "Read every sentence: each is a promise of yours. Whether they approve is the carriers' to say."
Phone = Annotated[str, typer.Option("--phone", help="Your own phone, as +13035550142.")]


@app.command()
def show(merchant: MerchantOption = "") -> None:
    """List what is missing. Exits 1 where something stops every first text."""
    from api.cli.init import print_checklist
    from api.settings import Settings
    from api.setup.init import checklist_of
    from api.setup.operating import at_setup

    async def run() -> bool:
        settings = Settings()
        async with at_setup(settings, merchant) as desk:
            merchant_id = desk.merchant_id
        found = await checklist_of(settings, merchant_id)
        print_checklist(found)
        return found.lets_send

    if not asyncio.run(run()):
        raise typer.Exit(1)


@app.command()
def registration(
    merchant: MerchantOption = "",
    form: Annotated[str, typer.Option(help="10dlc or toll_free; by default the form that the number needs.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False,
) -> None:
    """Print answers for the carrier's form, ready to be copied. Exits 1 where a reviewer would send them back."""
    from api.settings import Settings
    from api.setup.operating import at_setup

    async def run() -> bool:
        async with at_setup(Settings(), merchant) as desk:
            answers, faults = await desk.registration(form)
        typer.echo(json.dumps(answers.as_data, indent=2, ensure_ascii=False) if as_json else answers.as_text)
        for fault in faults:
            typer.echo(f"to put right: {fault}", err=True)
        typer.echo(PROMISE, err=True)
        return not faults

    if not asyncio.run(run()):
        raise typer.Exit(1)


@app.command("test")
def send_test(
    phone: Phone,
    agree: Annotated[bool, typer.Option("--agree", help="The phone is yours, and you agree to test texts.")] = False,
    seconds: Seconds = 10.0,
    merchant: MerchantOption = "",
) -> None:
    """Ask your own phone for its double opt-in, as every shopper's is asked. A running worker sends it."""
    from api.settings import Settings
    from api.setup.operating import at_setup
    from conversation.errors import Invalid

    if not agree:
        raise Invalid(
            "--agree", "nobody is texted without their consent", "say so with --agree, for your own phone only"
        )

    async def run() -> None:
        async with at_setup(Settings(), merchant) as desk:
            for line in await desk.text(phone, seconds):
                typer.echo(line)

    asyncio.run(run())


@app.command()
def cart(seconds: Seconds = 10.0, merchant: MerchantOption = "") -> None:
    """Let your phone, which answered YES, leave a made-up cart: its reminder is due at once."""
    from api.settings import Settings
    from api.setup.operating import at_setup

    async def run() -> None:
        async with at_setup(Settings(), merchant) as desk:
            for line in await desk.leave_cart(seconds):
                typer.echo(line)

    asyncio.run(run())


@app.command("phone")
def simulated_phone(
    phone: Phone,
    text: Annotated[str, typer.Option(help="Text this from the phone first.")] = "",
    seconds: Seconds = 10.0,
    merchant: MerchantOption = "",
) -> None:
    """Show a simulated phone, or text from it; only where the number's carrier is the simulator."""
    from api.settings import Settings
    from api.setup.operating import at_setup

    async def run() -> None:
        async with at_setup(Settings(), merchant) as desk:
            for line in await desk.on_phone(phone, text, seconds):
                typer.echo(line)

    asyncio.run(run())
    sys.stdout.flush()

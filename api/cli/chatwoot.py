"""`twolane chatwoot`: a merchant's people answer in their own Chatwoot."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from api.connecting import Connecting

app = typer.Typer(help="A merchant's people answer in their own Chatwoot; see docs/chatwoot.md.", no_args_is_help=True)

T = TypeVar("T")

MerchantOption = Annotated[
    str, typer.Option("--merchant", help="An id, a shop domain or a name; needed where there are several.")
]
Account = Annotated[str, typer.Argument(help="The number of an agent's account in Chatwoot.")]


@app.command()
def connect(
    url: Annotated[str, typer.Option(help="Chatwoot's address, such as https://app.chatwoot.com.")],
    account: Annotated[int, typer.Option(help="The number of the Chatwoot account.", min=1)],
    inbox: Annotated[int, typer.Option(help="The number of its API inbox.", min=1)],
    merchant: MerchantOption = "",
    secrets_stdin: Annotated[
        bool, typer.Option("--secrets-stdin", help="Read the token and the webhook's secret from stdin, a line each.")
    ] = False,
) -> None:
    """Connect an API inbox. Asks for an access token and the webhook's secret, which stay on this machine."""
    from api.connecting import Keys, Place

    token, signing = _secrets(secrets_stdin)

    async def run(desk: "Connecting") -> None:
        problem = await desk.connect(merchant, Place(url, account, inbox), Keys(token, signing))
        typer.echo(f"Chatwoot's inbox is to call {desk.webhook(await desk.merchant(merchant))}")
        if problem:
            typer.echo(f"it is kept, but the inbox was not reached: {problem}", err=True)
            raise typer.Exit(1)

    _with_desk(run)


@app.command()
def webhook(merchant: MerchantOption = "") -> None:
    """Tell the address that Chatwoot's inbox is to call: it is asked for when the inbox is made."""

    async def run(desk: "Connecting") -> None:
        typer.echo(desk.webhook(await desk.merchant(merchant)))

    _with_desk(run)


@app.command()
def person(
    account: Account,
    is_person: Annotated[str, typer.Argument(metavar="PERSON", help="An id (usr_...) or an e-mail address.")],
    merchant: MerchantOption = "",
) -> None:
    """Say who an agent's account in Chatwoot is here; only those who are named can text from there."""
    _with_desk(lambda desk: desk.seat(merchant, account, is_person))


@app.command()
def nobody(account: Account, merchant: MerchantOption = "") -> None:
    """Let an account be nobody here: what it writes there reaches no shopper any more."""
    _with_desk(lambda desk: desk.unseat(merchant, account))


@app.command()
def show(merchant: MerchantOption = "") -> None:
    """Show the bridge, its webhook's address, and who its accounts are here; never a secret."""

    async def run(desk: "Connecting") -> None:
        for line in await desk.shown(merchant):
            typer.echo(line)

    _with_desk(run)


@app.command()
def pause(merchant: MerchantOption = "") -> None:
    """Tell the inbox nothing and take nothing in until `resume`; then it is told everything."""
    _with_desk(lambda desk: desk.switch(merchant, is_on=False))


@app.command()
def resume(merchant: MerchantOption = "") -> None:
    """Go on where `pause` stopped."""
    _with_desk(lambda desk: desk.switch(merchant, is_on=True))


def _with_desk(do: "Callable[[Connecting], Awaitable[T]]") -> T:
    from api.connecting import connecting
    from api.settings import Settings

    async def run() -> T:
        async with connecting(Settings()) as desk:
            return await do(desk)

    return asyncio.run(run())


def _secrets(from_stdin: bool) -> tuple[str, str]:
    if from_stdin:
        return sys.stdin.readline().strip(), sys.stdin.readline().strip()
    token = typer.prompt("Access token", hide_input=True)
    secret = typer.prompt("The webhook's secret (empty before Chatwoot 4.13)", hide_input=True, default="")
    return str(token), str(secret)

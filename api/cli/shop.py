"""`twolane shop`: which shop a merchant has, and what opens it."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from api.shops.connecting import Connecting

app = typer.Typer(help="Which shop a merchant has, and what opens it; see docs/shops.md.", no_args_is_help=True)

T = TypeVar("T")

MerchantOption = Annotated[
    str, typer.Option("--merchant", help="An id, a shop domain or a name; needed where there are several.")
]


@app.command()
def connect(
    kind: Annotated[str, typer.Option(help="shopify, woocommerce, upload, or a plug-in's kind.")],
    merchant: MerchantOption = "",
    url: Annotated[str, typer.Option(help="Where WooCommerce is, such as https://shop.example.com.")] = "",
    currency: Annotated[str, typer.Option(help="What an upload counts in where it does not say so.")] = "USD",
    code_parameter: Annotated[str, typer.Option(help="What the shop's links take a discount code by.")] = "",
    consent_field: Annotated[str, typer.Option(help="What WooCommerce's orders say an agreement to texts in.")] = "",
    secrets_stdin: Annotated[
        bool, typer.Option("--secrets-stdin", help="Read the secrets from stdin, as name=value, a line each.")
    ] = False,
) -> None:
    """Connect a shop. Asks for what opens it, which stays on this machine; an empty answer keeps what there is."""
    from api.shops.connecting import ASKED
    from conversation.shop_choice import ShopChoice

    choice = ShopChoice(kind, url.rstrip("/"), currency, code_parameter, consent_field)
    secrets = _from_stdin() if secrets_stdin else _asked(ASKED.get(kind, ()))

    async def run(desk: "Connecting") -> None:
        for line in desk.shown(await desk.connect(merchant, choice, secrets)):
            typer.echo(line)

    _with_desk(run)


@app.command()
def show(merchant: MerchantOption = "") -> None:
    """Show which shop the merchant has, which secrets there are, and where its webhooks go."""

    async def run(desk: "Connecting") -> None:
        for line in desk.shown(await desk.merchant(merchant)):
            typer.echo(line)

    _with_desk(run)


def _with_desk(do: "Callable[[Connecting], Awaitable[T]]") -> T:
    from api.settings import Settings
    from api.shops.connecting import connecting

    async def run() -> T:
        async with connecting(Settings()) as desk:
            return await do(desk)

    return asyncio.run(run())


def _from_stdin() -> dict[str, tuple[str, ...]]:
    """Several lines of one name are kept together, the newest first."""
    secrets: dict[str, tuple[str, ...]] = {}
    for line in sys.stdin:
        name, _, value = line.strip().partition("=")
        if name:
            secrets[name] = (*secrets.get(name, ()), value)
    return secrets


def _asked(names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    answers = {name: typer.prompt(name, hide_input=True, default="", show_default=False) for name in names}
    return {name: (answer,) for name, answer in answers.items() if answer}

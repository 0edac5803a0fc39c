"""`twolane shop`: which shop a merchant has, what opens it, and how far it is read."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from tools.upload_columns import UploadKind

if TYPE_CHECKING:
    from api.shops.connecting import Connecting
    from api.shops.operating import ShopDesk

app = typer.Typer(
    help="Which shop a merchant has, what opens it, how far it is read; see docs/shops.md.", no_args_is_help=True
)

T = TypeVar("T")

NOTES_SHOWN = 50

MerchantOption = Annotated[
    str, typer.Option("--merchant", help="An id, a shop domain or a name; needed where there are several.")
]


@app.command()
def connect(
    kind: Annotated[
        str, typer.Option(help="shopify, woocommerce, upload, or a plug-in's kind; left out, it stays what it is.")
    ] = "",
    merchant: MerchantOption = "",
    url: Annotated[
        str | None,
        typer.Option(help="Where shoppers find the shop, where that is not its domain: https://shop.example.com."),
    ] = None,
    currency: Annotated[str | None, typer.Option(help="What an upload counts in where it does not say so.")] = None,
    code_parameter: Annotated[str | None, typer.Option(help="What the shop's links take a discount code by.")] = None,
    consent_field: Annotated[
        str | None, typer.Option(help="What WooCommerce's orders say an agreement to texts in.")
    ] = None,
    secrets_stdin: Annotated[
        bool, typer.Option("--secrets-stdin", help="Read the secrets from stdin, as name=value, a line each.")
    ] = False,
) -> None:
    """Connect a shop. Asks for what opens it, which stays on this machine; an empty answer keeps what there is.

    What is left out stays as it is, unless the shop becomes one of another kind.
    """
    from api.shops.connecting import ASKED, Told

    told = Told(kind, url, currency, code_parameter, consent_field)
    choice = _with_desk(lambda desk: desk.choice(merchant, told))
    secrets = _from_stdin() if secrets_stdin else _asked(ASKED.get(choice.kind, ()))

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


@app.command()
def sync(
    kinds: Annotated[list[str] | None, typer.Argument(help="checkouts, orders, consents, products, texts.")] = None,
    merchant: MerchantOption = "",
) -> None:
    """Read the shop now, all of it or some kinds. Ends with 1 where anything could not be read to its end."""
    from api.shops.operating import in_words

    async def run(desk: "ShopDesk") -> bool:
        ended = await desk.sync(kinds or [], lambda one: typer.echo(f"  {one.kind.value}: {one.read:,}", err=True))
        for one in ended:
            typer.echo(in_words(one))
        return all(not one.error for one in ended)

    if not _at_shop(merchant, run):
        raise typer.Exit(1)


@app.command()
def status(merchant: MerchantOption = "") -> None:
    """Show how far the shop is read, how its webhooks stand, and what was asked through it for privacy."""
    from api.shops.operating import in_words, request_in_words, standing_in_words

    async def run(desk: "ShopDesk") -> None:
        for one in await desk.syncs():
            typer.echo(in_words(one))
        typer.echo(standing_in_words(await desk.standing()))
        for asked in await desk.requests():
            typer.echo(request_in_words(asked))

    _at_shop(merchant, run)


@app.command()
def subscribe(merchant: MerchantOption = "") -> None:
    """Ask a Shopify shop for the webhooks that it does not send yet. Ends with 1 where some stay missing."""
    from api.shops.operating import standing_in_words

    async def run(desk: "ShopDesk") -> bool:
        subscribed = await desk.subscribe()
        if subscribed.made:
            typer.echo(f"asked for: {', '.join(subscribed.made)}")
        standing = await desk.standing()
        typer.echo(standing_in_words(standing))
        return standing is not None and not standing.missing and not standing.error

    if not _at_shop(merchant, run):
        raise typer.Exit(1)


@app.command()
def forget(
    merchant: MerchantOption = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether you are sure.")] = False,
) -> None:
    """Erase everybody whom the merchant knows, as Shopify's shop/redact asks. Ends with 1 where somebody stays."""
    if not yes:
        typer.confirm("Erase every shopper of this merchant? Nothing brings them back.", abort=True)

    async def run(desk: "ShopDesk") -> bool:
        forgotten = await desk.forget()
        typer.echo(str(forgotten))
        return not forgotten.held and not forgotten.busy

    if not _at_shop(merchant, run):
        raise typer.Exit(1)


def _at_shop(merchant: str, do: "Callable[[ShopDesk], Awaitable[T]]") -> T:
    from api.settings import Settings
    from api.shops.operating import at_shop

    async def run() -> T:
        async with at_shop(Settings(), merchant) as desk:
            return await do(desk)

    return asyncio.run(run())


@app.command()
def upload(
    file: Annotated[
        Path, typer.Argument(help="CSV with a header, a JSON list, or one JSON object a line.", exists=True)
    ],
    kind: Annotated[UploadKind, typer.Option(help="What the file holds.")],
    merchant: MerchantOption = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read every row and change nothing.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write every note about a row into this CSV file.")] = None,
) -> None:
    """Take in what a shop without an API sells, its carts, orders or codes. Ends with 1 where rows were left out."""
    from api.settings import Settings
    from api.shops.upload_command import upload_file
    from api.shops.upload_report import summary_of

    done = asyncio.run(upload_file(Settings(), merchant, file, kind, report, is_trial=dry_run))
    for note in done.notes[:NOTES_SHOWN]:
        typer.echo(
            f"line {note.line}: {note.field}: {note.problem}" + (f"; {note.remedy}" if note.remedy else ""), err=True
        )
    typer.echo(("tried, nothing was changed: " if dry_run else "") + summary_of(done))
    if done.bad:
        raise typer.Exit(1)


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

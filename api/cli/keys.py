"""`twolane keys`: API keys."""

import asyncio
from typing import Annotated

import typer

from conversation.api_key import Scope

app = typer.Typer(help="API keys: programs that act for people.", no_args_is_help=True)


@app.command()
def add(
    name: Annotated[str, typer.Option(help="What it is for.")],
    person: Annotated[str, typer.Option(help="For whom it acts: an id or an e-mail address.")],
    scope: Annotated[list[Scope], typer.Option(help="What it may do; repeat it for more.")],
    merchant: Annotated[str, typer.Option(help="An id, a shop domain or a name.")] = "",
    acts_for: Annotated[
        list[str] | None, typer.Option(help="Who else may be named by X-Twolane-User; repeat it for more.")
    ] = None,
) -> None:
    """Make a key. Its secret is written this once, alone on stdout."""
    from api.operator import operating
    from api.settings import Settings

    async def run() -> None:
        async with operating(Settings()) as operator:
            key, secret = await operator.make_key(name, merchant, person, tuple(scope), tuple(acts_for or ()))
        typer.echo(f"{key.id}: send the secret as 'Authorization: Bearer'; it is not shown again", err=True)
        typer.echo(secret)

    asyncio.run(run())


@app.command("list")
def list_keys() -> None:
    """List every key, revoked ones too; never a secret."""
    from api.operator import operating
    from api.settings import Settings

    async def run() -> None:
        async with operating(Settings()) as operator:
            lines = await operator.keys()
        for line in lines:
            typer.echo("\t".join((line.id, line.name, line.merchant, line.person, line.scopes, line.state)))

    asyncio.run(run())


@app.command()
def revoke(key: Annotated[str, typer.Argument(help="The key's id (key_...).")]) -> None:
    """Let a key open nothing any more."""
    from api.operator import operating
    from api.settings import Settings

    async def run() -> None:
        async with operating(Settings()) as operator:
            revoked = await operator.revoke_key(key)
        typer.echo(f"{revoked.name} opens nothing any more")

    asyncio.run(run())

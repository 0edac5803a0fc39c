"""`twolane alerts`: who hears besides people, whether it works, and what became of each alert."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Alerts: channels, webhooks, tests and the log.", no_args_is_help=True)

DataDir = Annotated[Path | None, typer.Option(help="Where the ledger is; by default as in the settings.")]
Merchant = Annotated[str, typer.Option(help="An id, a shop domain or a name.")]
Hook = Annotated[str, typer.Argument(help="The hook's id (hok_...).")]


@app.command()
def add(
    way: Annotated[str, typer.Option(help="slack, teams or webhook.")],
    name: Annotated[str, typer.Option(help="What people call it.")],
    url: Annotated[str, typer.Option(help="The address of its incoming webhook.")],
    merchant: Merchant = "",
    topic: Annotated[
        list[str] | None, typer.Option(help="What it hears of; repeat it for more. All by default.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Add a channel, or a program that gets signed webhooks; its secret is written alone on stdout."""
    from api.alerts.operator import operating
    from api.settings import settings_in
    from conversation.alert import AlertWay
    from conversation.errors import Invalid

    if way not in set(AlertWay):
        raise Invalid("way", f"there is no {way}", "take slack, teams or webhook")

    async def run() -> None:
        async with operating(settings_in(data_dir)) as operator:
            hook = await operator.add(merchant, AlertWay(way), name, url, tuple(topic or ()))
            secret = operator.secret_of(hook)
        typer.echo(f"{hook.id}: {hook.name} hears of {len(hook.topics)} topics", err=True)
        if secret:
            typer.echo(secret)

    asyncio.run(run())


@app.command("list")
def list_hooks(data_dir: DataDir = None) -> None:
    """List every channel and program; of an address only the host, for the rest is a secret."""
    from urllib.parse import urlsplit

    from api.alerts.operator import operating
    from api.settings import settings_in

    async def run() -> None:
        async with operating(settings_in(data_dir)) as operator:
            hooks = await operator.hooks()
        for hook in hooks:
            host = urlsplit(hook.url).hostname or ""
            typer.echo("\t".join((hook.id, hook.merchant_id, hook.way.value, hook.name, host, str(len(hook.topics)))))

    asyncio.run(run())


@app.command()
def rotate(hook: Hook, data_dir: DataDir = None) -> None:
    """Give a webhook another secret, written alone on stdout. For a day both sign."""
    from api.alerts.operator import operating
    from api.settings import settings_in

    async def run() -> None:
        async with operating(settings_in(data_dir)) as operator:
            rotated = await operator.rotate(hook)
            secret = operator.secret_of(rotated)
        typer.echo(f"{rotated.name} has a new secret; the one before signs for 24 more hours", err=True)
        typer.echo(secret)

    asyncio.run(run())


@app.command()
def remove(hook: Hook, data_dir: DataDir = None) -> None:
    """Send nothing there any more."""
    from api.alerts.operator import operating
    from api.settings import settings_in

    async def run() -> None:
        async with operating(settings_in(data_dir)) as operator:
            removed = await operator.remove(hook)
        typer.echo(f"{removed.name} gets nothing any more")

    asyncio.run(run())


@app.command("test")
def try_out(
    hook: Annotated[str, typer.Option(help="A hook's id (hok_...).")] = "",
    email: Annotated[str, typer.Option(help="A person: an id or an e-mail address.")] = "",
    data_dir: DataDir = None,
) -> None:
    """Send a test to a hook, or to a person by e-mail. Exits 1 when it did not arrive."""
    from api.alerts.operator import operating
    from api.settings import settings_in
    from conversation.errors import Invalid

    if bool(hook) == bool(email):
        raise Invalid("test", "it needs one target", "name either --hook or --email")

    async def run() -> bool:
        async with operating(settings_in(data_dir)) as operator:
            trial = await (operator.try_hook(hook) if hook else operator.try_email(email))
        typer.echo(trial.words)
        return trial.arrived

    if not asyncio.run(run()):
        raise typer.Exit(1)


@app.command()
def log(
    merchant: Merchant = "",
    limit: Annotated[int, typer.Option(help="How many.", min=1, max=1000)] = 50,
    data_dir: DataDir = None,
) -> None:
    """Show what became of the newest alerts."""
    from api.alerts.operator import operating
    from api.settings import settings_in

    async def run() -> None:
        async with operating(settings_in(data_dir)) as operator:
            found = await operator.log(merchant, limit)
        for alert, about in found:
            whom = alert.user_id or alert.target
            facts = (alert.made_at.isoformat(), alert.way.value, whom, about, alert.state.value)
            typer.echo("\t".join((*facts, str(alert.attempts), alert.answer)))

    asyncio.run(run())

"""The front door: the command line. Everything heavy is imported by the command that needs it."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from api.cli.groups import add_groups
from evals.cli import evals_app
from evals.collecting import collecting_nothing

app = typer.Typer(
    help="Conversational SMS cart recovery with an AI seat, a human seat and one gate.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(evals_app, name="evals")
add_groups(app)

DEFAULT_PORT = 8040
DataDir = Annotated[Path, typer.Option(help="Where the ledger and the simulated network live.")]
Port = Annotated[int, typer.Option(help="The port to answer on.", min=1, max=65535)]


@app.command()
def demo(
    port: Port = DEFAULT_PORT,
    data_dir: DataDir = Path("twolane-data/demo"),
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
    check: Annotated[bool, typer.Option(help="Walk through the demo by script and exit.")] = False,
    redis: Annotated[bool, typer.Option(help="Two web processes and a worker on an embedded Valkey.")] = False,
) -> None:
    """Run the whole product on this machine, without a key and without a server."""
    with collecting_nothing():
        from api.demo_run import run_demo
        from evals.live.production import open_production

    run_demo(port, data_dir, open_browser=browser, check=check, redis=redis, evaluates=open_production)


@app.command()
def serve(host: str = "127.0.0.1", port: Port = DEFAULT_PORT, worker: bool = True) -> None:
    """Answer webhooks, REST and pages; with a worker in the same process unless told otherwise."""
    with collecting_nothing():
        from api.demo import clock_for
        from api.loop import run
        from api.serving import serve as serve_app
        from api.settings import Settings
        from evals.live.production import open_production

    settings = Settings()
    clock = clock_for(settings)
    run(serve_app(settings, host, port, with_worker=worker, clock=clock, evaluates=open_production))


@app.command()
def worker() -> None:
    """Run turns and send texts."""
    with collecting_nothing():
        from api.demo import clock_for
        from api.loop import run
        from api.serving import work
        from api.settings import Settings
        from evals.live.production import open_production

    settings = Settings()
    run(work(settings, clock_for(settings), open_production))


@app.command()
def play(
    script: Annotated[Path, typer.Argument(help="A YAML script; see examples/handoff.yaml.")],
    weather: Annotated[Path | None, typer.Option(help="The network's fault plan; see examples/weather.yaml.")] = None,
) -> None:
    """Play a scripted conversation through the whole road, one JSON line for each message and event."""
    from api.play import play as play_script
    from api.play import read_script
    from channels.simulator_plan_file import read_plan_file

    async def run() -> None:
        plan = read_plan_file(weather) if weather else None
        async for line in play_script(read_script(script), weather=plan):
            typer.echo(line)

    asyncio.run(run())


@app.command()
def load(store: Annotated[Path, typer.Argument(help="A YAML file; see examples/store.yaml.")]) -> None:
    """Write a merchant, its numbers, people and policy into the ledger; again to update them."""
    from api.settings import Settings
    from api.store_file import load_store

    merchant = asyncio.run(load_store(store, Settings()))
    typer.echo(f"{merchant.name} is {merchant.id}")


@app.command()
def chat() -> None:
    """Text with the AI in the terminal, through the whole road."""
    from api.chat import chat as chat_here

    asyncio.run(chat_here())


@app.command()
def doctor() -> None:
    """Check model, public URL, signature, sender, Redis, database and clock; one remedy for each fault."""
    from api.doctor import examine
    from api.settings import Settings

    findings = asyncio.run(examine(Settings()))
    for finding in findings:
        typer.echo(str(finding))
    raise typer.Exit(0 if all(finding.is_well for finding in findings) else 1)


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="The file to write.")],
    data_dir: DataDir = Path("twolane-data"),
) -> None:
    """Copy the SQLite ledger to a file while it is in use."""
    from conversation.store_sql.backup import back_up

    back_up(data_dir / "twolane.db", target)
    typer.echo(f"wrote {target}")


def main() -> None:
    """Run the command line; a known error is one line and exit code 2, never a traceback."""
    from conversation.errors import TwolaneError

    try:
        app()
    except TwolaneError as error:
        typer.echo(f"{type(error).__name__}: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()

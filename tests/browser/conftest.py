"""A running demo and a real browser: Debian's chromium; nothing is downloaded. Skipped where there is none."""

import asyncio
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from api.demo import DemoClock, demo_settings, seed_demo
from api.serving import serving, working
from api.settings import Settings
from api.wiring import open_twolane
from tests.api.served import free_port

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
STARTING_SECONDS = 60.0
PATIENCE_MILLISECONDS = 20_000
"""A busy machine is slow; a broken page is still found out."""


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    """Chromium without a window. Playwright's loop runs while it is open, so it is closed before other tests run."""
    path = CHROMIUM if Path(CHROMIUM).exists() else shutil.which("chromium")
    if path is None:
        pytest.skip("there is no chromium here: install Debian's package to run the browser tests")
    playwright.expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def page(browser: playwright.Browser, address: str) -> Iterator[playwright.Page]:
    """A fresh page whose errors fail the test. It is closed before its server stops: that is no fault of the page."""
    opened = browser.new_page(viewport={"width": 1440, "height": 900})
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
    yield opened
    opened.close()
    assert errors == []


@pytest.fixture
def address() -> Iterator[str]:
    """Where a demo answers that was begun for this test: three shoppers got their first text."""
    server = DemoThread()
    server.start()
    assert server.ready.wait(STARTING_SECONDS), "the demo did not start"
    try:
        yield server.address
    finally:
        server.stop()


class DemoThread(threading.Thread):
    """The demo with an event loop of its own, beside the browser's; or the same server asking for a password."""

    def __init__(self, *, demo: bool = True) -> None:
        super().__init__(name="demo", daemon=True)
        self.ready = threading.Event()
        self._demo = demo
        self._port = free_port()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def run(self) -> None:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            asyncio.run(self._serve(Path(folder)))

    def stop(self) -> None:
        if self._loop is not None and self._end is not None:
            self._loop.call_soon_threadsafe(self._end.set)
        self.join(30)

    async def _serve(self, folder: Path) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        settings = demo_settings(folder, self._port, Settings(_env_file=None)).model_copy(update={"demo": self._demo})
        twolane = await open_twolane(settings, DemoClock(folder / "clock.json"))
        try:
            async with AsyncExitStack() as stack:
                server = await stack.enter_async_context(serving(twolane, "127.0.0.1", self._port))
                client = await stack.enter_async_context(httpx.AsyncClient(base_url=self.address, timeout=30))
                if self._demo:
                    await seed_demo(twolane, client)
                    await stack.enter_async_context(working(twolane))
                self.ready.set()
                await self._end.wait()
                server.should_exit = True
        finally:
            await twolane.close()

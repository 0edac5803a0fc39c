"""A running demo and a real browser: Debian's chromium; nothing is downloaded. Skipped where there is none."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.demo_thread import DemoThread

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
PATIENCE_MILLISECONDS = 20_000
"""A busy machine is slow; a broken page is still found out."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give a test another try, which pytest counts as a rerun: a browser on a busy machine has whims of its own."""
    for item in items:
        if item.get_closest_marker("browser") is not None:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="package")
def browser() -> Iterator[playwright.Browser]:
    """Chromium without a window, begun once. Playwright's loop runs while it is open: other tests come after it."""
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
def demo() -> Iterator[DemoThread]:
    """A demo that was begun for this test: three shoppers got their first text."""
    server = DemoThread()
    server.begin()
    yield server
    server.stop()


@pytest.fixture
def address(demo: DemoThread) -> str:
    """Where the demo answers."""
    return demo.address

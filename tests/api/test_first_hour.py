"""A merchant's first hour as the README tells it: typed as it stands, it answers as it says."""

import asyncio
import contextlib
import os
import re
import shlex
import threading
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest
from typer.testing import CliRunner

from api.demo import tuesday_morning
from api.serving import serve
from api.settings import Settings
from conversation.clock import SystemClock, whole_milliseconds
from tests.api.served import free_port
from twolane import app

ROOT = Path(__file__).parents[2]
SERVE = "twolane serve"
STARTING_SECONDS = 60.0
CHANGES = (
    (re.compile(r"\b(mer|cvn)_[0-9a-f]+"), r"\1_..."),
    (re.compile(r"token=\S+"), "token=..."),
    (re.compile(r"\d\d:\d\d:\d\d"), "hh:mm:ss"),
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:8040"),
    (re.compile(r"checkouts/test-\S+"), "checkouts/test-..."),
    (re.compile(r"\s+"), " "),
)
"""What is another each time, and how lines are broken."""


def walk() -> list[tuple[str, list[str]]]:
    """Return the section's commands, each with what it is said to answer."""
    section = (ROOT / "README.md").read_text("utf-8").partition("## The first hour")[2].partition("\n## ")[0]
    lines = re.search(r"```console\n(.*?)```", section, flags=re.DOTALL)
    assert lines is not None
    steps: list[tuple[str, list[str]]] = []
    for line in lines[1].splitlines():
        if line.startswith("$ "):
            steps.append((line[2:].partition("  #")[0].strip(), []))
        elif line.strip() not in ("", "..."):
            steps[-1][1].append(line)
    return steps


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, a free port, and a Tuesday morning in Denver: at night the reminder would lawfully wait."""
    for name in [name for name in os.environ if name.startswith("TWOLANE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TWOLANE_PUBLIC_URL", f"http://127.0.0.1:{free_port()}")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    ahead = tuesday_morning(datetime.now(UTC)) - datetime.now(UTC)
    monkeypatch.setattr(SystemClock, "now", lambda self: whole_milliseconds(datetime.now(UTC) + ahead))
    return tmp_path


def test_the_first_hour_goes_as_the_readme_tells_it(here: Path) -> None:
    steps, served = walk(), Server()
    assert [command for command, _ in steps].count(SERVE) == 1
    try:
        for command, said in steps:
            if command == SERVE:
                served.begin()
                continue
            done = CliRunner().invoke(app, shlex.split(command)[1:])
            assert done.exit_code == 0, f"{command}: {done.output} {done.exception!r}"
            answered = plain(done.output)
            for line in said:
                assert plain(line) in answered, f"{command} did not say: {line}\nbut: {done.output}"
    finally:
        served.stop()


def plain(words: str) -> str:
    for pattern, instead in CHANGES:
        words = pattern.sub(instead, words)
    return words.strip()


class Server(threading.Thread):
    """`twolane serve` in a thread of its own."""

    def __init__(self) -> None:
        super().__init__(name="serve", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None

    def begin(self) -> None:
        """Start, and wait until it answers."""
        self.start()
        address, until = Settings().public_url, monotonic() + STARTING_SECONDS
        while monotonic() < until:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{address}/health").is_success:
                    return
            sleep(0.1)
        raise AssertionError("twolane serve did not start")

    def run(self) -> None:
        asyncio.run(self._serve())

    def stop(self) -> None:
        if self._loop is not None and self._end is not None:
            self._loop.call_soon_threadsafe(self._end.set)
            self.join(20)

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        settings = Settings()
        port = int(settings.public_url.rpartition(":")[2])
        serving = asyncio.create_task(serve(settings, "127.0.0.1", port, with_worker=True))
        await self._end.wait()
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving

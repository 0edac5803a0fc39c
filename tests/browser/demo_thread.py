"""The demo in a thread with an event loop of its own, beside the browser's."""

import asyncio
import tempfile
import threading
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

import httpx

from api.demo import DemoClock, demo_settings, seed_demo
from api.serving import serving, working
from api.settings import Settings
from api.trust import trusted
from api.wiring import Twolane, open_twolane
from conversation.ledger import Books
from conversation.sending import UNDO
from evals.live.production import open_production
from tests.api.served import free_port

STARTING_SECONDS = 60.0


class DemoThread(threading.Thread):
    """A demo that was begun for this test, or the same server asking for a password."""

    def __init__(self, *, demo: bool = True) -> None:
        super().__init__(name="demo", daemon=True)
        self.ready = threading.Event()
        self.data_dir = Path()
        self._demo = demo
        self._port = free_port()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None
        self._clock: DemoClock | None = None
        self._twolane: Twolane | None = None

    def begin(self) -> None:
        """Start, and wait until three shoppers have left their carts."""
        self.start()
        assert self.ready.wait(STARTING_SECONDS), "the demo did not start"

    def let_undo_pass(self) -> None:
        """Move the clock on, so that a text which may be undone leaves now."""
        assert self._clock is not None
        self._clock.jump_to(self._clock.now() + UNDO)

    def write(self, command: Callable[[Books], object]) -> None:
        """Write into the demo's ledger."""
        assert self._loop is not None and self._twolane is not None
        asyncio.run_coroutine_threadsafe(self._twolane.house.ledger.write(command), self._loop).result(10)

    @property
    def now(self) -> datetime:
        assert self._clock is not None
        return self._clock.now()

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
        self._loop, self._end, self.data_dir = asyncio.get_running_loop(), asyncio.Event(), folder
        settings = demo_settings(folder, self._port, Settings(_env_file=None)).model_copy(update={"demo": self._demo})
        self._clock = DemoClock(folder / "clock.json")
        twolane = self._twolane = await open_twolane(settings, self._clock, evaluates=open_production)
        try:
            async with AsyncExitStack() as stack:
                server = await stack.enter_async_context(serving(twolane, "127.0.0.1", self._port))
                client = await stack.enter_async_context(
                    httpx.AsyncClient(base_url=self.address, timeout=30, verify=trusted())
                )
                if self._demo:
                    await seed_demo(twolane, client)
                    await stack.enter_async_context(working(twolane))
                self.ready.set()
                await self._end.wait()
                server.should_exit = True
        finally:
            await twolane.close()

"""Being told to stop: the first SIGTERM or Ctrl-C lets what has begun be finished, the next one ends the process."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def heeding_signals() -> Iterator[asyncio.Event]:
    """Yield what is set once the process is told to stop. Needs the main thread, and a loop that runs in it."""
    loop, told = asyncio.get_running_loop(), asyncio.Event()

    def let_go() -> None:
        for one in SIGNALS:
            loop.remove_signal_handler(one)

    def tell() -> None:
        told.set()
        let_go()

    for one in SIGNALS:
        loop.add_signal_handler(one, tell)
    try:
        yield told
    finally:
        let_go()

"""Being told to stop: the first SIGTERM or Ctrl-C lets what has begun be finished, the next one ends the process."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def heeding_signals() -> Iterator[asyncio.Event]:
    """Yield what is set once the process is told to stop. Signals reach the main thread alone: in another, never."""
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    if current_thread() is not main_thread():
        yield told
        return

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

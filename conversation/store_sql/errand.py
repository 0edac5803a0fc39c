"""An errand: work for another thread, and the future that waits for what comes of it."""

import asyncio
from collections.abc import Callable
from typing import Any, Generic, TypeVar

Work = TypeVar("Work")


class Errand(Generic[Work]):
    """Made on the event loop's thread; another thread does the work and sets `answer` or `error`."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Any] = self.loop.create_future()
        self.answer: Any = None
        self.error: BaseException | None = None

    def settle(self) -> None:
        """Tell whoever still waits. On the loop's thread."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.answer)
        elif isinstance(self.error, StopIteration):
            # A future cannot carry it, and whoever waits would wait for ever.
            self.future.set_exception(RuntimeError(f"the command raised {self.error!r}"))
        else:
            self.future.set_exception(self.error)


def call_back(loop: asyncio.AbstractEventLoop, callback: Callable[[], None]) -> None:
    """Run `callback` on the loop's thread; where the loop is closed nobody waits any more."""
    try:
        loop.call_soon_threadsafe(callback)
    except RuntimeError:
        if not loop.is_closed():
            raise

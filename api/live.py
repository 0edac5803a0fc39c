"""Live events: after a commit, everybody who watches hears which conversations it touched. A hint, never the truth."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from conversation.ids import ConversationId


class Watch:
    """One listener's queue. A slow listener loses nothing it cannot read again: touched ids merge while they wait."""

    def __init__(self) -> None:
        self._touched: set[ConversationId] = set()
        self._rang = asyncio.Event()

    def hear(self, touched: frozenset[ConversationId]) -> None:
        self._touched |= touched
        self._rang.set()

    async def next(self, timeout: float) -> frozenset[ConversationId]:
        """Return what was touched since the last call; empty after `timeout` seconds of silence."""
        try:
            await asyncio.wait_for(self._rang.wait(), timeout)
        except TimeoutError:
            return frozenset()
        touched = frozenset(self._touched)
        self._touched.clear()
        self._rang.clear()
        return touched


class Live(Protocol):
    """A bell that several listeners, perhaps in several processes, can hear."""

    def ring(self, touched: frozenset[ConversationId]) -> None: ...

    def watch(self) -> AbstractAsyncContextManager[Watch]:
        """Listen until the block ends."""
        ...

    async def start(self) -> None: ...

    async def close(self) -> None: ...


class MemoryLive:
    """For one process."""

    def __init__(self) -> None:
        self._watches: set[Watch] = set()

    def ring(self, touched: frozenset[ConversationId]) -> None:
        for watch in self._watches:
            watch.hear(touched)

    @asynccontextmanager
    async def watch(self) -> AsyncIterator[Watch]:
        watch = Watch()
        self._watches.add(watch)
        try:
            yield watch
        finally:
            self._watches.discard(watch)

    async def start(self) -> None:
        """Nothing to connect to."""

    async def close(self) -> None:
        self._watches.clear()

"""Live events: after a commit, everybody who watches hears which conversations it touched. A hint, never the truth."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.link import Health, Link, NoLink
from conversation.ids import ConversationId

TOPIC = "touched"


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


class Live:
    """A bell that listeners hear in this process at once, and over the link in every other."""

    def __init__(self, link: Link | None = None) -> None:
        self._link = link or NoLink()
        self._link.listen(TOPIC, lambda words: self._tell(frozenset(words.split())))
        self._watches: set[Watch] = set()

    @property
    def health(self) -> Health:
        """Tell whether touches by other processes are heard."""
        return self._link.health

    def ring(self, touched: frozenset[ConversationId]) -> None:
        self._tell(touched)
        self._link.say(TOPIC, " ".join(sorted(touched)))

    @asynccontextmanager
    async def watch(self) -> AsyncIterator[Watch]:
        """Listen until the block ends."""
        watch = Watch()
        self._watches.add(watch)
        try:
            yield watch
        finally:
            self._watches.discard(watch)

    def _tell(self, touched: frozenset[ConversationId]) -> None:
        for watch in self._watches:
            watch.hear(touched)

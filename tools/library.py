"""The library: answers from what the ledger holds now. The index only says where to look, and is kept level with it."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from conversation.clock import Clock
from conversation.ids import MerchantId
from conversation.ledger import Ledger
from conversation.shelf import Shelf, Shelves
from tools.answer_matching import matching_answer
from tools.errors import KnowledgeAway
from tools.knowledge import Entry, KnowledgeBase
from tools.passage import Passage
from tools.shelving import answer_passage, entry_of

logger = logging.getLogger(__name__)

AT_ONCE = 20
"""Entries that a question waits for. While more are missing, it is answered from those that are there."""
DEEPER = 3
"""How many times as many passages are looked at as are wanted, for some may be gone."""

Progress = Callable[[int, int], None]
"""Hears how many entries of how many are in the index."""


@dataclass(frozen=True, slots=True)
class Level:
    """What was done to the index: entries put, and dropped."""

    put: int
    dropped: int


@dataclass(slots=True)
class Library:
    """Implements `tools.knowledge.Knowledge` over the ledger and an index of it."""

    ledger: Ledger
    clock: Clock
    index: KnowledgeBase
    shelves: Shelves = field(default_factory=Shelves)
    _level_at: dict[MerchantId, int] = field(default_factory=dict)
    _locks: dict[MerchantId, asyncio.Lock] = field(default_factory=dict)
    _background: set[asyncio.Task[None]] = field(default_factory=set)

    async def search(self, merchant_id: MerchantId, question: str, limit: int = 3) -> tuple[Passage, ...]:
        """Return what is said now, verified answers first. Raises KnowledgeAway."""
        shelf = await self.shelf(merchant_id)
        await self._level_for_question(merchant_id, shelf)
        now = self.clock.now()
        found = await self.index.search(merchant_id, question, limit * DEEPER)
        standing = [passage for passage in found if shelf.holds(passage.entry, passage.digest, now)]
        best = sorted(standing[:limit], key=lambda passage: not passage.entry.startswith("ans_"))
        asked = matching_answer(shelf.answers, question, now)
        if asked is None:
            return tuple(best)
        return (answer_passage(asked), *[one for one in best if one.entry != asked.id])[:limit]

    async def shelf(self, merchant_id: MerchantId) -> Shelf:
        """Return everything that may be answered from, as the ledger holds it now."""
        return await self.ledger.read(lambda books: self.shelves.of(books, merchant_id))

    async def level(self, merchant_id: MerchantId, progress: Progress | None = None) -> Level:
        """Bring the index level with the ledger. It may be cut short and called again. Raises KnowledgeAway."""
        async with self._locks.setdefault(merchant_id, asyncio.Lock()):
            shelf = await self.shelf(merchant_id)
            held = await self.index.held(merchant_id)
            stale = [name for name in held if name not in shelf.digests]
            missing = [name for name, digest in shelf.digests.items() if held.get(name) != digest]
            await self.index.drop(merchant_id, stale)
            for done, name in enumerate(missing):
                if progress is not None:
                    progress(done, len(missing))
                await self._put(merchant_id, shelf, name)
            if progress is not None:
                progress(len(missing), len(missing))
            self._level_at[merchant_id] = shelf.version
            return Level(len(missing), len(stale))

    async def rebuild(self, merchant_id: MerchantId, progress: Progress | None = None) -> Level:
        """Empty the merchant's part of the index and fill it again from the ledger."""
        await self.index.drop(merchant_id, list(await self.index.held(merchant_id)))
        return await self.level(merchant_id, progress)

    async def close(self) -> None:
        """Stop what runs in the background and let go of the index."""
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self.index.close()

    async def _put(self, merchant_id: MerchantId, shelf: Shelf, name: str) -> None:
        text = await self.ledger.read(lambda books: books.document_text(merchant_id, name))
        passages = entry_of(shelf, name, text)
        await self.index.put(merchant_id, Entry(name, shelf.digests[name], passages))

    async def _level_for_question(self, merchant_id: MerchantId, shelf: Shelf) -> None:
        """Wait for a little that is missing; let much of it come in the background."""
        if self._level_at.get(merchant_id) == shelf.version:
            return
        held = await self.index.held(merchant_id)
        missing = sum(held.get(name) != digest for name, digest in shelf.digests.items())
        if missing <= AT_ONCE:
            await self.level(merchant_id)
        elif not self._locks.setdefault(merchant_id, asyncio.Lock()).locked():
            task = asyncio.create_task(self._level_quietly(merchant_id))
            self._background.add(task)
            task.add_done_callback(self._background.discard)

    async def _level_quietly(self, merchant_id: MerchantId) -> None:
        try:
            await self.level(merchant_id)
        except KnowledgeAway as away:
            logger.warning("the knowledge of %s is not level: %s", merchant_id, away)

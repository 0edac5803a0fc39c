"""Working imports off: whatever ends the process, the next one goes on with the first item that is not settled."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from api.enduring import Loops, attempt
from api.knowledge.fetching import PageFetcher
from conversation.clock import Clock
from conversation.importing import Read, end_import, fail_item, keep_item, take_up
from conversation.knowledge_import import ImportItem, KnowledgeImport
from conversation.ledger import Books, Ledger
from tools.documents import Unreadable, read_document
from tools.errors import KnowledgeAway
from tools.library import Library, Progress

logger = logging.getLogger(__name__)

AT_ONCE = 8
"""Pages that are fetched side by side."""
EVERY_SECONDS = 2.0

Told = Callable[[KnowledgeImport], None]
"""Hears how far an import has come."""


@dataclass(frozen=True, slots=True)
class Importer:
    """Works under the name `name`, so that no other process works on the same import meanwhile."""

    ledger: Ledger
    clock: Clock
    library: Library
    fetcher: PageFetcher
    name: str
    loops: Loops = field(default_factory=Loops)

    async def run_for_ever(self) -> None:
        """Work off what is there, again and again, until cancelled."""
        await self.loops.go_on("imports", self.work_off, lambda: asyncio.sleep(EVERY_SECONDS))

    async def work_off(self) -> int:
        """Bring every running import to its end; return how many were."""
        running = await self.ledger.read(lambda books: books.running_imports())
        ended = [await attempt(f"the import {row.id}", lambda row=row: self.run(row)) for row in running]  # type: ignore[misc]
        return sum(row is not None for row in ended)

    async def run(
        self, row: KnowledgeImport, told: Told | None = None, leveled: Progress | None = None
    ) -> KnowledgeImport | None:
        """Bring one import to its end and the index level; None where somebody else works on it, or has ended it."""
        merchant_id, import_id = row.merchant_id, row.id
        while True:
            now = self.clock.now()
            taken = await self.ledger.write(
                lambda books, now=now: take_up(books, merchant_id, import_id, self.name, now, AT_ONCE)  # type: ignore[misc]
            )
            if taken is None:
                return None
            if told is not None:
                told(taken[0])
            if not taken[1]:
                break
            await self._settle(taken[1])
        ended = await self.ledger.write(lambda books: end_import(books, merchant_id, import_id, self.clock.now()))
        await self._level(ended, leveled)
        return ended

    async def _settle(self, items: Sequence[ImportItem]) -> None:
        """Read the items side by side and settle them in their order."""
        for item, found in zip(items, await asyncio.gather(*map(self._read, items)), strict=True):
            await self.ledger.write(lambda books, item=item, found=found: self._write(books, item, found))  # type: ignore[misc]

    def _write(self, books: Books, item: ImportItem, found: Sequence[Read] | str) -> None:
        if isinstance(found, str):
            fail_item(books, item, found)
        else:
            keep_item(books, item, found, self.clock.now())

    async def _read(self, item: ImportItem) -> tuple[Read, ...] | str:
        """Return what the item says, or why it cannot be read."""
        try:
            return await self._read_or_raise(item)
        except Unreadable as error:
            return str(error)

    async def _read_or_raise(self, item: ImportItem) -> tuple[Read, ...]:
        file = await self.ledger.read(lambda books: books.import_file(item.merchant_id, item.import_id, item.number))
        if file is not None:
            return await asyncio.to_thread(read_document, item.source, file.content)
        page = await self.fetcher.fetch(item.source)
        return await asyncio.to_thread(read_document, item.source, page.content, page.media_type)

    async def _level(self, row: KnowledgeImport, leveled: Progress | None) -> None:
        try:
            await self.library.level(row.merchant_id, leveled)
        except KnowledgeAway as away:
            logger.warning("what %s brought is not in the index yet: %s", row.id, away)

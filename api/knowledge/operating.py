"""What the operator at the machine does with a merchant's knowledge."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from api.knowledge.fetching import PageFetcher
from api.knowledge.importer import Importer, Told
from api.knowledge.office import KnowledgeOffice
from api.ledgers import opened
from api.operator import merchant_named
from api.settings import Settings
from api.wiring import open_index
from conversation.clock import SystemClock
from conversation.errors import Unknown
from conversation.ids import MerchantId, new_id
from conversation.importing import ToImport
from conversation.knowledge import Document, DocumentState
from conversation.knowledge_import import ItemState, KnowledgeImport
from conversation.ledger import Ledger
from tools.library import Level, Library, Progress
from tools.passage import Passage

T = TypeVar("T")

WAIT_SECONDS = 0.5
ITEMS_SHOWN = 1000


@dataclass(frozen=True, slots=True)
class KnowledgeDesk:
    """The operator, at one merchant's knowledge."""

    ledger: Ledger
    library: Library
    importer: Importer
    merchant_id: MerchantId

    async def do(self, command: Callable[[KnowledgeOffice], T]) -> T:
        """Change something."""
        now = self.library.clock.now()
        return await self.ledger.write(lambda books: command(KnowledgeOffice(books, None, now)))

    async def run_import(
        self, origin: str, items: Sequence[ToImport], told: Told, leveled: Progress, *, needs_review: bool
    ) -> str:
        """Import, or go on with the import of this name that still runs; return its id once it has ended."""
        running = [row for row in await self._running() if row.origin == origin]
        if not running:
            running = [
                await self.do(
                    lambda office: office.begin_import(self.merchant_id, origin, items, needs_review=needs_review)
                )
            ]
        await self._see_through(running[0], told, leveled)
        return running[0].id

    async def resume(self, told: Told, leveled: Progress) -> int:
        """Bring every import of the merchant to its end; return how many ran."""
        running = await self._running()
        for row in running:
            await self._see_through(row, told, leveled)
        return len(running)

    async def report(self, import_id: str) -> tuple[KnowledgeImport, tuple[str, ...]]:
        """Return an import and what could not be read in it, each with its reason. Raises Unknown."""
        row = await self.ledger.read(lambda books: books.knowledge_import(self.merchant_id, import_id))
        if row is None:
            raise Unknown("import", import_id)
        failed = await self.ledger.read(
            lambda books: books.import_items(self.merchant_id, import_id, ItemState.FAILED, ITEMS_SHOWN)
        )
        return row, tuple(f"{item.source}: {item.note}" for item in failed)

    async def documents(self, state: DocumentState) -> tuple[Document, ...]:
        return await self.ledger.read(lambda books: books.documents(self.merchant_id, state))

    async def imports(self) -> tuple[KnowledgeImport, ...]:
        return await self.ledger.read(lambda books: books.knowledge_imports(self.merchant_id))

    async def level(self, progress: Progress | None = None, *, anew: bool = False) -> Level:
        """Bring the index level with the ledger, from nothing where `anew`."""
        if anew:
            return await self.library.rebuild(self.merchant_id, progress)
        return await self.library.level(self.merchant_id, progress)

    async def search(self, question: str, limit: int) -> tuple[Passage, ...]:
        return await self.library.search(self.merchant_id, question, limit)

    async def _running(self) -> tuple[KnowledgeImport, ...]:
        found = await self.ledger.read(lambda books: books.running_imports())
        return tuple(row for row in found if row.merchant_id == self.merchant_id)

    async def _see_through(self, row: KnowledgeImport, told: Told, leveled: Progress) -> None:
        """Work on the import, or watch who does."""
        while True:
            await self.importer.run(row, told, leveled)
            now = await self.ledger.read(lambda books: books.knowledge_import(self.merchant_id, row.id))
            if now is None or now.ended_at is not None:
                if now is not None:
                    told(now)
                return
            await asyncio.sleep(WAIT_SECONDS)


@asynccontextmanager
async def at_knowledge(settings: Settings, merchant: str) -> AsyncIterator[KnowledgeDesk]:
    """Open the knowledge of the merchant that is named, or of the only one. Raises Invalid, Unknown, Misconfigured."""
    clock = SystemClock()
    async with opened(settings) as ledger:
        merchant_id = await ledger.read(lambda books: merchant_named(books, merchant))
        library = Library(ledger, clock, open_index(settings))
        fetcher = PageFetcher(may_be_private=True)
        importer = Importer(ledger, clock, library, fetcher, new_id("wrk", clock.now()))
        try:
            yield KnowledgeDesk(ledger, library, importer, merchant_id)
        finally:
            await fetcher.close()
            await library.close()

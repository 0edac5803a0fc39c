"""Looking through a merchant's knowledge for what contradicts itself or has grown old."""

import asyncio
from dataclasses import dataclass

from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.shelf import Shelf
from tools.contradictions import Contradiction, Stale, Statement, contradictions, stale
from tools.library import Library


@dataclass(frozen=True, slots=True)
class Findings:
    """What somebody should look at."""

    contradictions: tuple[Contradiction, ...] = ()
    stale: tuple[Stale, ...] = ()


class Checker:
    """Remembers what was found for each version of a merchant's knowledge: looking through it takes a moment."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._found: dict[MerchantId, tuple[int, tuple[Contradiction, ...], dict[str, str]]] = {}

    async def check(self, merchant_id: MerchantId) -> Findings:
        """Compare facts and verified answers with the documents, and look how old everything is."""
        shelf = await self._library.shelf(merchant_id)
        version, found, texts = self._found.get(merchant_id, (-1, (), {}))
        if version != shelf.version:
            texts = await self._library.ledger.read(lambda books: _texts(books, merchant_id, shelf))
            found = await asyncio.to_thread(_contradictions, shelf, texts)
            self._found[merchant_id] = (shelf.version, found, texts)
        return Findings(found, stale(shelf, texts, self._library.clock.now()))


def _texts(books: Reader, merchant_id: MerchantId, shelf: Shelf) -> dict[str, str]:
    return {one.id: books.document_text(merchant_id, one.id) or "" for one in shelf.documents}


def _contradictions(shelf: Shelf, texts: dict[str, str]) -> tuple[Contradiction, ...]:
    vouched = [Statement("Fact", fact.statement) for fact in shelf.facts]
    vouched += [Statement("Verified answer", answer.text) for answer in shelf.answers]
    return contradictions(vouched, [Statement(one.source, texts.get(one.id, "")) for one in shelf.documents])

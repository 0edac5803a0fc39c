"""A shop's policies and pages, as the store's own words: policies at once, pages once a person said yes to them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from urllib.parse import urldefrag

from conversation.act import OPERATOR
from conversation.clock import Clock
from conversation.ids import MerchantId
from conversation.importing import Read, import_at_once, let_go
from conversation.knowledge import DocumentState
from conversation.ledger import Books, Ledger
from conversation.merchant import Merchant
from tools.documents import Unreadable, read_document
from tools.errors import KnowledgeAway
from tools.library import Library
from tools.shop_feed import ShopText, TextKind, Unread

ORIGINS: Mapping[TextKind, str] = {TextKind.POLICY: "shop policies", TextKind.PAGE: "shop pages"}
"""What was imported together; see `conversation.knowledge`."""

Found = dict[str, list[Read]]


@dataclass(frozen=True, slots=True)
class ShopTexts:
    """Keeps what shops publish. The same again changes nothing; what is no longer published is not answered from."""

    ledger: Ledger
    clock: Clock
    library: Library

    async def keep(self, merchant: Merchant, texts: Sequence[ShopText]) -> tuple[Unread, ...]:
        """Keep everything that can be read, and return what cannot. Raises Conflict where an import still runs."""
        unread: list[Unread] = []
        for kind in ORIGINS:
            found, odd = await asyncio.to_thread(_read, [text for text in texts if text.kind is kind])
            unread += odd
            await self.ledger.write(partial(self._import, merchant_id=merchant.id, kind=kind, found=found))
        await self._level(merchant.id)
        return tuple(unread)

    def _import(self, books: Books, merchant_id: MerchantId, kind: TextKind, found: Found) -> None:
        now, origin = self.clock.now(), ORIGINS[kind]
        if found:
            needs_review = kind is TextKind.PAGE
            import_at_once(books, merchant_id, origin, found, OPERATOR, now, needs_review=needs_review)
            return
        for state in (DocumentState.LIVE, DocumentState.PENDING):
            for document in books.documents(merchant_id, state):
                if document.origin == origin:
                    let_go(books, document, now)

    async def _level(self, merchant_id: MerchantId) -> None:
        """The index catches up with the next question where it is away now."""
        try:
            await self.library.level(merchant_id)
        except KnowledgeAway:
            return


def _read(texts: Sequence[ShopText]) -> tuple[Found, list[Unread]]:
    found: Found = {}
    unread: list[Unread] = []
    for text in texts:
        page = f"<html><head><title>{escape(text.title)}</title></head><body>{text.html}</body></html>"
        source = urldefrag(text.url)[0]
        try:
            reads = read_document(source, page.encode(), "text/html")
        except Unreadable as error:
            unread.append(Unread(source, "body", str(error)))
        else:
            found[source] = [Read(text.title, read.text, read.part) for read in reads]
    return found, unread

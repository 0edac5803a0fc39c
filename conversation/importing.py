"""An import from its first row to its last: each item is settled in a transaction of its own, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from conversation.errors import Conflict, Invalid, Unknown
from conversation.ids import MerchantId, UserId, new_id
from conversation.knowledge import Document, DocumentState, DocumentText
from conversation.knowledge_import import ImportFile, ImportItem, ItemState, KnowledgeImport
from conversation.ledger import Books

MOST_ITEMS = 5000
LONGEST_ORIGIN = 80
HOLDING = timedelta(seconds=20)
"""How long whoever works on an import may be silent before somebody else takes it up. Two at once do no harm."""


@dataclass(frozen=True, slots=True)
class ToImport:
    """A page by its URL, or a file that comes with its content."""

    source: str
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What was read at one place. `part` tells documents of one place apart, such as the lines of a CSV file."""

    title: str
    text: str
    part: str = ""

    @property
    def digest(self) -> str:
        return sha256(f"{self.title}\n{self.text}".encode()).hexdigest()


def begin_import(
    books: Books,
    merchant_id: MerchantId,
    origin: str,
    items: Sequence[ToImport],
    by: UserId,
    now: datetime,
    *,
    needs_review: bool = False,
) -> KnowledgeImport:
    """Write down everything that is to be imported. Raises Invalid, and Conflict where one of `origin` still runs."""
    origin = " ".join(origin.split())
    if not 1 <= len(origin) <= LONGEST_ORIGIN:
        raise Invalid("name", f"it has {len(origin)} characters", f"give it 1 to {LONGEST_ORIGIN}")
    if not 1 <= len(items) <= MOST_ITEMS:
        raise Invalid("pages", f"there are {len(items)}", f"import 1 to {MOST_ITEMS} at once")
    if len({item.source for item in items}) < len(items) or any("#" in item.source for item in items):
        raise Invalid("pages", "one is named twice, or has a # in its name", "name each once, without what follows #")
    if any(one.origin == origin and one.ended_at is None for one in books.knowledge_imports(merchant_id)):
        raise Conflict(f"an import of {origin!r} is still running")
    row = KnowledgeImport(new_id("imp", now), merchant_id, origin, needs_review, by, now, len(items))
    books.save_import(row)
    for number, item in enumerate(items):
        books.save_import_item(ImportItem(row.id, number, merchant_id, item.source))
        if item.content is not None:
            books.save_import_file(ImportFile(row.id, number, merchant_id, item.content))
    return row


def import_at_once(
    books: Books,
    merchant_id: MerchantId,
    origin: str,
    found: Mapping[str, Sequence[Read]],
    by: UserId,
    now: datetime,
    *,
    needs_review: bool = False,
) -> KnowledgeImport:
    """Import what was read already, by the places where. Raises as `begin_import` does."""
    named = [ToImport(source) for source in found]
    row = begin_import(books, merchant_id, origin, named, by, now, needs_review=needs_review)
    for item in books.import_items(merchant_id, row.id, ItemState.WAITING, len(found)):
        keep_item(books, item, found[item.source], now)
    return end_import(books, merchant_id, row.id, now)


def take_up(
    books: Books, merchant_id: MerchantId, import_id: str, by: str, now: datetime, limit: int = 1
) -> tuple[KnowledgeImport, tuple[ImportItem, ...]] | None:
    """Hold the import for `by` and return its next items; None where it has ended or somebody else works on it."""
    row = books.lock_import(merchant_id, import_id)
    if row is None or row.ended_at is not None:
        return None
    if row.held_by not in (None, by) and row.held_until is not None and row.held_until > now:
        return None
    row = replace(row, held_by=by, held_until=now + HOLDING)
    books.save_import(row)
    return row, books.import_items(merchant_id, import_id, ItemState.WAITING, limit)


def keep_item(books: Books, item: ImportItem, found: Sequence[Read], now: datetime) -> ItemState:
    """Keep what was read for an item. Nothing is written where it is settled already."""
    row = _waiting(books, item)
    if row is None:
        return item.state
    keeper = _Keeper(books, row, item.source, now)
    changed = [keeper.keep(read) for read in found]
    is_changed = any(changed) or keeper.drop_others(found)
    state = ItemState.KEPT if is_changed else ItemState.UNCHANGED
    _settle(books, row, replace(item, state=state))
    return state


def fail_item(books: Books, item: ImportItem, why: str) -> None:
    """Note why an item cannot be read. What an earlier import found there stays."""
    if (row := _waiting(books, item)) is not None:
        _settle(books, row, replace(item, state=ItemState.FAILED, note=why))


def end_import(books: Books, merchant_id: MerchantId, import_id: str, now: datetime) -> KnowledgeImport:
    """Remove what the import's origin names no longer, and end it. Ending it again changes nothing. Raises Unknown."""
    row = books.lock_import(merchant_id, import_id)
    if row is None:
        raise Unknown("import", import_id)
    if row.ended_at is not None:
        return row
    named = books.import_sources(merchant_id, import_id)
    stale = [
        document
        for state in (DocumentState.LIVE, DocumentState.PENDING)
        for document in books.documents(merchant_id, state)
        if document.origin == row.origin and _item_of(document.source) not in named
    ]
    for document in stale:
        let_go(books, document, now)
    ended = replace(row, removed=len(stale), held_by=None, held_until=None, ended_at=now)
    books.save_import(ended)
    return ended


def approve(books: Books, merchant_id: MerchantId, document_id: str, by: UserId, now: datetime) -> Document:
    """Let a document be answered from, in the place of the one before it. Raises Unknown, Conflict."""
    document = _pending(books, merchant_id, document_id)
    _let_go_at(books, document, DocumentState.LIVE, now)
    approved = replace(document, state=DocumentState.LIVE, reviewed_by=by)
    books.save_document(approved)
    return approved


def reject(books: Books, merchant_id: MerchantId, document_id: str, by: UserId, now: datetime) -> Document:
    """Let a document that waits never be answered from. Raises Unknown, Conflict."""
    document = replace(_pending(books, merchant_id, document_id), reviewed_by=by)
    return let_go(books, document, now)


def let_go(books: Books, document: Document, now: datetime) -> Document:
    """Answer from the document no longer, and destroy its words."""
    gone = replace(document, state=DocumentState.GONE, gone_at=now)
    books.save_document(gone)
    books.drop_document_text(document.merchant_id, document.id)
    return gone


class _Keeper:
    """Keeps what was read for one item, beside what its place held before."""

    def __init__(self, books: Books, row: KnowledgeImport, source: str, now: datetime) -> None:
        self._books, self._row, self._source, self._now = books, row, source, now
        self._live = self._standing(DocumentState.LIVE)
        self._pending = self._standing(DocumentState.PENDING)

    def keep(self, read: Read) -> bool:
        """Keep one document; False where it says what it said before."""
        live, pending = self._live.get(self._place(read)), self._pending.get(self._place(read))
        known = next((one for one in (pending, live) if one is not None and one.digest == read.digest), None)
        if known is not None:
            self._books.save_document(replace(known, checked_at=self._now))
            if pending is not None and known is live:
                let_go(self._books, pending, self._now)
            return False
        for before in (pending, None if self._row.needs_review else live):
            if before is not None:
                let_go(self._books, before, self._now)
        self._add(read)
        return True

    def drop_others(self, found: Sequence[Read]) -> bool:
        """Let go of what the place held and holds no longer; False where there was nothing."""
        kept = {self._place(read) for read in found}
        others = [one for one in (*self._live.values(), *self._pending.values()) if one.source not in kept]
        for other in others:
            let_go(self._books, other, self._now)
        return bool(others)

    def _add(self, read: Read) -> None:
        row, now = self._row, self._now
        state = DocumentState.PENDING if row.needs_review else DocumentState.LIVE
        name = new_id("doc", now)
        fresh = Document(name, row.merchant_id, row.origin, self._place(read), read.title, read.digest, state, now, now)
        self._books.save_document(fresh)
        self._books.save_document_text(DocumentText(fresh.id, row.merchant_id, read.text))

    def _place(self, read: Read) -> str:
        return f"{self._source}#{read.part}" if read.part else self._source

    def _standing(self, state: DocumentState) -> dict[str, Document]:
        found = self._books.documents(self._row.merchant_id, state)
        ours = (one for one in found if one.origin == self._row.origin and _item_of(one.source) == self._source)
        return {one.source: one for one in ours}


def _let_go_at(books: Books, document: Document, state: DocumentState, now: datetime) -> None:
    for other in books.documents(document.merchant_id, state):
        if (other.origin, other.source) == (document.origin, document.source):
            let_go(books, other, now)


def _pending(books: Books, merchant_id: MerchantId, document_id: str) -> Document:
    document = books.document(merchant_id, document_id)
    if document is None:
        raise Unknown("document", document_id)
    if document.state is not DocumentState.PENDING:
        raise Conflict(f"it waits for nobody: it is {document.state.value}")
    return document


def _waiting(books: Books, item: ImportItem) -> KnowledgeImport | None:
    """Return the import, locked, while the item of it is not settled."""
    row = books.lock_import(item.merchant_id, item.import_id)
    waiting = books.import_items(item.merchant_id, item.import_id, ItemState.WAITING, 1)
    return row if waiting and waiting[0].number == item.number else None


def _settle(books: Books, row: KnowledgeImport, item: ImportItem) -> None:
    books.save_import_item(item)
    books.drop_import_file(item.merchant_id, item.import_id, item.number)
    books.save_import(replace(row, **{item.state.value: getattr(row, item.state.value) + 1}))


def _item_of(place: str) -> str:
    """Return the source of the item that a document's place is in; items' sources have no ``#``."""
    return place.partition("#")[0]

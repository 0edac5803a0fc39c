"""Running commands over the books in memory."""

from collections.abc import Callable
from typing import TypeVar

from conversation.audit import AuditKeys
from conversation.ledger import Bell, Books, Reader
from conversation.sealing import Sealer
from conversation.store_memory.books import MemoryBooks

T = TypeVar("T")


class MemoryLedger:
    """For one event loop: a command runs without a pause, and what it raises undoes what it did."""

    def __init__(self, bell: Bell | None = None, audit: AuditKeys | None = None) -> None:
        self._books = MemoryBooks(audit)
        self._bell = bell
        self._sealer = Sealer(audit) if audit else None

    async def write(self, command: Callable[[Books], T], *, durable: bool = True) -> T:
        books = self._books
        try:
            answer = command(books)
            if self._sealer is not None:
                self._sealer.seal(books, books.written, books.talks)
        except BaseException:
            self._undo()
            raise
        touched = frozenset(books.touched)
        self._forget()
        if self._bell is not None and touched:
            self._bell.ring(touched)
        return answer

    async def read(self, query: Callable[[Reader], T]) -> T:
        return query(self._books)

    async def glance(self, query: Callable[[Reader], T]) -> T:
        return query(self._books)

    async def close(self) -> None:
        """There is nothing to let go of."""

    def _undo(self) -> None:
        for undo in reversed(self._books.journal):
            undo()
        self._forget()

    def _forget(self) -> None:
        self._books.journal.clear()
        self._books.touched.clear()
        self._books.written.clear()
        self._books.talks.clear()

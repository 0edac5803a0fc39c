"""The ledger on SQLite: one writer thread, WAL, and an fsync before a write returns."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from conversation.audit import AuditKeys
from conversation.errors import TwolaneError
from conversation.ledger import Bell, Books, Reader
from conversation.store_sql.sqlite_readers import SqliteReaders, SqliteReading
from conversation.store_sql.sqlite_writer import SqliteWriter

T = TypeVar("T")


class LedgerClosed(TwolaneError):
    """The ledger was closed before the command was given."""


class SqliteLedger:
    """For one machine; several processes may share the file, whose schema must be up to date.

    Used from one thread, that of its event loop.
    """

    def __init__(self, path: Path, bell: Bell | None = None, audit: AuditKeys | None = None) -> None:
        self._writer = SqliteWriter(path, bell, audit)
        self._readers = SqliteReaders(path, audit)
        self._glancing = SqliteReading(path, audit)
        self._is_closed = False

    async def write(self, command: Callable[[Books], T], *, durable: bool = True) -> T:
        self._check_open()
        # Shielded: a caller that gives up must not make it look as if the command had not been run.
        answer: T = await asyncio.shield(self._writer.submit(command, durable=durable))
        return answer

    async def read(self, query: Callable[[Reader], T]) -> T:
        self._check_open()
        answer: T = await self._readers.submit(query)
        return answer

    async def glance(self, query: Callable[[Reader], T]) -> T:
        self._check_open()
        return self._glancing.run(query)

    async def close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        await asyncio.to_thread(self._writer.end)
        await asyncio.to_thread(self._readers.end)
        self._glancing.end()

    def _check_open(self) -> None:
        if self._is_closed:
            raise LedgerClosed("the ledger is closed")

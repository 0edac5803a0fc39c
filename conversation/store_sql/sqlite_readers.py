"""Reading from SQLite: on threads, so that no long read holds up the event loop, and glances where they are asked for.

To wake another thread and be woken by it costs some 300 us of CPU on two idle cores; a glance takes 50 to 800.
"""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

from conversation.audit import AuditKeys
from conversation.ledger import Reader
from conversation.store_sql.errand import Errand, call_back
from conversation.store_sql.reader import SqlReader
from conversation.store_sql.session import SqliteSession
from conversation.store_sql.sqlite_files import connect_to_read

T = TypeVar("T")
Query = Callable[[Reader], Any]

READERS = 2


class SqliteReading:
    """One connection, for one query at a time."""

    def __init__(self, path: Path, audit: AuditKeys | None = None) -> None:
        self._raw = connect_to_read(path)
        self._reader = SqlReader(SqliteSession(self._raw), audit)

    def run(self, query: Callable[[Reader], T]) -> T:
        """Let every statement of the query see the same commit."""
        self._raw.execute("BEGIN")
        try:
            return query(self._reader)
        finally:
            if self._raw.in_transaction:
                self._raw.execute("ROLLBACK")

    def end(self) -> None:
        self._raw.close()


class SqliteReaders:
    """A queue and a few threads with a connection each: half the cost of an executor's hop."""

    def __init__(self, path: Path, audit: AuditKeys | None = None) -> None:
        self._errands: SimpleQueue[Errand[Query] | None] = SimpleQueue()
        self._threads = [
            threading.Thread(
                target=self._work, args=(SqliteReading(path, audit),), name=f"ledger-read-{n}", daemon=True
            )
            for n in range(READERS)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, query: Query) -> asyncio.Future[Any]:
        errand: Errand[Query] = Errand(query)
        self._errands.put(errand)
        return errand.future

    def end(self) -> None:
        """Answer what is queued and let go of the file; blocks until then."""
        for _ in self._threads:
            self._errands.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self, reading: SqliteReading) -> None:
        while (errand := self._errands.get()) is not None:
            try:
                errand.answer = reading.run(errand.work)
            except BaseException as error:  # noqa: BLE001  it goes to its own caller
                errand.error = error
            call_back(errand.loop, errand.settle)
        reading.end()

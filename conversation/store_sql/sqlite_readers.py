"""The threads that read from SQLite, so that no read makes the event loop wait for the disk."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from conversation.audit import AuditKeys
from conversation.ledger import Reader
from conversation.store_sql.errand import Errand, call_back
from conversation.store_sql.reader import SqlReader
from conversation.store_sql.session import SqliteSession
from conversation.store_sql.sqlite_files import connect_to_read

Query = Callable[[Reader], Any]

READERS = 2


class SqliteReaders:
    """A queue and a few threads with a connection each: half the cost of an executor's hop."""

    def __init__(self, path: Path, audit: AuditKeys | None = None) -> None:
        self._audit = audit
        self._errands: SimpleQueue[Errand[Query] | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, args=(connect_to_read(path),), name=f"ledger-read-{n}", daemon=True)
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

    def _work(self, raw: sqlite3.Connection) -> None:
        reader = SqlReader(SqliteSession(raw), self._audit)
        while (errand := self._errands.get()) is not None:
            try:
                raw.execute("BEGIN")  # every statement of the query sees the same commit
                errand.answer = errand.work(reader)
            except BaseException as error:  # noqa: BLE001  it goes to its own caller
                errand.error = error
            if raw.in_transaction:
                raw.execute("ROLLBACK")
            call_back(errand.loop, errand.settle)
        raw.close()

"""The one thread that writes to SQLite.

Commands that wait together share one transaction, each in its own SAVEPOINT, and so one fsync, if one of them asks for
any: an fsync is the greater part of a small commit's cost.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from conversation.audit import AuditKeys
from conversation.errors import TwolaneError
from conversation.ids import ConversationId
from conversation.ledger import Bell, Books
from conversation.sealing import Sealer
from conversation.store_sql.books import SqlBooks
from conversation.store_sql.errand import Errand, call_back
from conversation.store_sql.session import SqliteSession
from conversation.store_sql.sqlite_files import connect_to_write

Command = Callable[[Books], Any]

MOST_IN_A_GROUP = 128


class NotWritten(TwolaneError):
    """The database could not commit: nothing of the command was stored."""


class SqliteWriter:
    """Runs commands in the order they come, and answers each after its commit."""

    def __init__(self, path: Path, bell: Bell | None, audit: AuditKeys | None = None) -> None:
        self._bell = bell
        self._audit = audit
        self._sealer = Sealer(audit) if audit else None
        self._raw = connect_to_write(path)
        self._is_durable = True
        self._session = SqliteSession(self._raw)
        self._errands: SimpleQueue[WriteErrand | None] = SimpleQueue()
        self._is_ending = False
        self._thread = threading.Thread(target=self._work, name="ledger-write", daemon=True)
        self._thread.start()

    def submit(self, command: Command, *, durable: bool = True) -> asyncio.Future[Any]:
        errand = WriteErrand(command, durable=durable)
        self._errands.put(errand)
        return errand.future

    def end(self) -> None:
        """Do what is queued and let go of the file; blocks until then."""
        self._errands.put(None)
        self._thread.join()

    def _work(self) -> None:
        while group := self._gather():
            self._write(group)
            for loop in {errand.loop for errand in group}:
                mine = [errand for errand in group if errand.loop is loop]
                call_back(loop, lambda mine=mine: self._answer(mine))  # type: ignore[misc]
        self._raw.close()

    def _gather(self) -> "list[WriteErrand]":
        """Wait for an errand and take those that came with it; none once the writer is to end."""
        group: list[WriteErrand] = []
        while len(group) < MOST_IN_A_GROUP and not self._is_ending:
            try:
                errand = self._errands.get(block=not group)
            except Empty:
                break
            if errand is None:
                self._is_ending = True
            else:
                group.append(errand)
        return group

    def _write(self, group: "list[WriteErrand]") -> None:
        try:
            self._synchronise(any(errand.durable for errand in group))
            self._raw.execute("BEGIN IMMEDIATE")
            for errand in group:
                self._run(errand)
            self._raw.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            for errand in group:
                errand.fail(error)

    def _synchronise(self, durable: bool) -> None:
        """Choose whether commits wait for an fsync (https://sqlite.org/pragma.html#pragma_synchronous)."""
        if durable is not self._is_durable:
            self._raw.execute("PRAGMA synchronous=FULL" if durable else "PRAGMA synchronous=NORMAL")
            self._is_durable = durable

    def _run(self, errand: "WriteErrand") -> None:
        books = SqlBooks(self._session, self._audit)
        self._raw.execute("SAVEPOINT command")
        try:
            errand.answer = errand.work(books)
            if self._sealer is not None:
                self._sealer.seal(books, books.written, books.talks)
        except BaseException as error:  # noqa: BLE001  the command's own error goes to its own caller
            errand.error = error
            self._raw.execute("ROLLBACK TO command")
        else:
            errand.touched = books.touched
        self._raw.execute("RELEASE command")

    def _roll_back(self) -> None:
        if self._raw.in_transaction:
            self._raw.execute("ROLLBACK")

    def _answer(self, group: "list[WriteErrand]") -> None:
        for errand in group:
            errand.settle()
        touched = frozenset[ConversationId]().union(*(errand.touched for errand in group))
        if self._bell is not None and touched:
            self._bell.ring(touched)


class WriteErrand(Errand[Command]):
    """A command, whether its commit waits for an fsync, and the conversations that it touched."""

    def __init__(self, command: Command, *, durable: bool = True) -> None:
        super().__init__(command)
        self.durable = durable
        self.touched: set[ConversationId] = set()

    def fail(self, error: sqlite3.Error) -> None:
        """The whole group was rolled back. What a command raised by itself stays its answer."""
        self.touched = set()
        if self.error is None:
            self.error = NotWritten(f"the ledger could not be written: {error}")
            self.error.__cause__ = error

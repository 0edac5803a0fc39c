"""The ledger on SQLite: one writer thread, WAL, and an fsync before a write returns.

Commands that arrive together share one transaction, each in its own SAVEPOINT, and so one fsync.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event

from conversation.errors import TwolaneError
from conversation.ids import ConversationId
from conversation.ledger import Bell, Books, Reader
from conversation.store_sql.books import SqlBooks
from conversation.store_sql.reader import SqlReader
from conversation.store_sql.session import SqliteSession

T = TypeVar("T")

MOST_IN_A_GROUP = 128
READERS = 2
BUSY_MILLISECONDS = 10_000
"""How long a process waits for another one's write transaction."""
WRITING = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL")
READING = ("PRAGMA query_only=ON",)


@dataclass(slots=True)
class Job:
    """A command, whom to answer, and what came of it."""

    command: Callable[[Books], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    answer: Any = None
    error: BaseException | None = None
    touched: set[ConversationId] = field(default_factory=set)


class SqliteLedger:
    """For one machine; several processes may share the file."""

    def __init__(self, path: Path, bell: Bell | None = None) -> None:
        self._bell = bell
        self._write_driver = _connect(path, *WRITING)
        self._idle: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        for _ in range(READERS):
            self._idle.put(_connect(path, *READING))
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="ledger-read")
        self._writer = threading.Thread(target=self._write_jobs, name="ledger-write", daemon=True)
        self._writer.start()
        self._is_closed = False

    async def write(self, command: Callable[[Books], T]) -> T:
        if self._is_closed:
            raise LedgerClosed("the ledger is closed")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put(Job(command, loop, future))
        return await asyncio.shield(future)

    async def read(self, query: Callable[[Reader], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, query)

    async def close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        self._jobs.put(None)
        await asyncio.get_running_loop().run_in_executor(None, self._writer.join)
        self._readers.shutdown()
        self._write_driver.close()
        for _ in range(READERS):
            self._idle.get().close()

    def _read(self, query: Callable[[Reader], T]) -> T:
        driver = self._idle.get()
        try:
            with _transaction(driver, "BEGIN"):
                return query(SqlReader(SqliteSession(driver)))
        finally:
            self._idle.put(driver)

    def _write_jobs(self) -> None:
        while (first := self._jobs.get()) is not None:
            group, ended = self._gather(first)
            self._commit(group)
            if ended:
                return

    def _gather(self, first: Job) -> tuple[list[Job], bool]:
        group = [first]
        while len(group) < MOST_IN_A_GROUP:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                break
            if job is None:
                return group, True
            group.append(job)
        return group, False

    def _commit(self, group: list[Job]) -> None:
        try:
            with _transaction(self._write_driver, "BEGIN IMMEDIATE"):
                for job in group:
                    _run(job, self._write_driver)
        except BaseException as error:  # noqa: BLE001  whatever broke the commit belongs to every waiting caller
            for job in group:
                job.error = error
        for job in group:
            job.loop.call_soon_threadsafe(self._answer, job)

    def _answer(self, job: Job) -> None:
        if job.error is None and job.touched and self._bell is not None:
            self._bell.ring(frozenset(job.touched))
        if job.future.cancelled():
            return
        if job.error is not None:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.answer)


class LedgerClosed(TwolaneError):
    """The ledger was closed before the command was given."""


def _run(job: Job, driver: sqlite3.Connection) -> None:
    books = SqlBooks(SqliteSession(driver))
    driver.execute("SAVEPOINT command")
    try:
        job.answer = job.command(books)
    except BaseException as error:  # noqa: BLE001  the command's own error goes to its own caller
        driver.execute("ROLLBACK TO command")
        job.error = error
    else:
        job.touched = books.touched
    driver.execute("RELEASE command")


@contextmanager
def _transaction(driver: sqlite3.Connection, begin: str) -> Iterator[None]:
    driver.execute(begin)
    try:
        yield
        driver.execute("COMMIT")
    finally:
        if driver.in_transaction:
            driver.execute("ROLLBACK")


def _connect(path: Path, *pragmas: str) -> sqlite3.Connection:
    """Open the file for statements that begin their transactions themselves."""
    driver = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    _tune(driver, pragmas)
    return driver


def writing_engine(path: Path) -> Engine:
    """Return an engine, for migrations, whose every transaction is a write transaction from its first statement on."""
    engine = create_engine(f"sqlite:///{path}")

    def connected(driver: sqlite3.Connection, record: object) -> None:
        driver.isolation_level = None
        _tune(driver, WRITING)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _tune(driver: sqlite3.Connection, pragmas: tuple[str, ...]) -> None:
    driver.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    for pragma in pragmas:
        driver.execute(pragma)

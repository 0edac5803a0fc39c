"""The ledger on SQLite: one writer thread, WAL, and an fsync before a write returns.

Commands that arrive together share one transaction, each in its own SAVEPOINT, and so one fsync.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from conversation.errors import TwolaneError
from conversation.ids import ConversationId
from conversation.ledger import Bell, Books, Reader
from conversation.store_sql.books import SqlBooks
from conversation.store_sql.reader import SqlReader

T = TypeVar("T")

MOST_IN_A_GROUP = 128
READERS = 2
BUSY_MILLISECONDS = 10_000
"""How long a process waits for another one's write transaction."""


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
        self._write_engine = writing_engine(path)
        self._read_engine = _reading_engine(path)
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
        self._write_engine.dispose()
        self._read_engine.dispose()

    def _read(self, query: Callable[[Reader], T]) -> T:
        with self._read_engine.connect() as connection:
            return query(SqlReader(connection))

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
            with self._write_engine.begin() as connection:
                for job in group:
                    _run(job, connection)
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


def _run(job: Job, connection: Connection) -> None:
    books = SqlBooks(connection)
    savepoint = connection.begin_nested()
    try:
        job.answer = job.command(books)
    except BaseException as error:  # noqa: BLE001  the command's own error goes to its own caller
        savepoint.rollback()
        job.error = error
        return
    savepoint.commit()
    job.touched = books.touched


def writing_engine(path: Path) -> Engine:
    """Return an engine whose every transaction is a write transaction from its first statement on."""
    engine = create_engine(f"sqlite:///{path}", pool_size=1, max_overflow=0, poolclass=QueuePool)
    _tune(engine, "BEGIN IMMEDIATE", ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL"))
    return engine


def _reading_engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", pool_size=READERS, max_overflow=0, poolclass=QueuePool)
    _tune(engine, "BEGIN", ("PRAGMA query_only=ON",))
    return engine


def _tune(engine: Engine, begin: str, pragmas: tuple[str, ...]) -> None:
    """Take transactions out of pysqlite's hands, which would begin them too late (its own documentation says so)."""

    def connected(connection: Any, record: object) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        for pragma in pragmas:
            connection.execute(pragma)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))

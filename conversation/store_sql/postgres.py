"""The ledger on Postgres: for several machines."""

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from conversation.audit import AuditKeys
from conversation.errors import Conflict
from conversation.ids import ConversationId
from conversation.ledger import Bell, Books, Reader
from conversation.sealing import Sealer
from conversation.store_sql.books import SqlBooks
from conversation.store_sql.reader import SqlReader
from conversation.store_sql.statement import Statement, Values

T = TypeVar("T")

MOST_TRIES = 3
DEADLOCK = "40P01"
SERIALIZATION_FAILURE = "40001"


def engine_for(url: str) -> AsyncEngine:
    """Return a pool that notices, before a command is given to a connection, that the server has hung up."""
    return create_async_engine(url, isolation_level="READ COMMITTED", pool_size=10, pool_pre_ping=True)


class PostgresLedger:
    """Commands run under READ COMMITTED: what one decides on it reads after it has locked the conversation.

    A command that met a deadlock is run again, three times in all; nothing else is. A query sees one commit throughout.
    """

    def __init__(self, engine: AsyncEngine, bell: Bell | None = None, audit: AuditKeys | None = None) -> None:
        self._engine = engine
        self._audit = audit
        self._sealer = Sealer(audit) if audit else None
        self._snapshots = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._bell = bell

    async def write(self, command: Callable[[Books], T], *, durable: bool = True) -> T:
        tries = 1
        while True:
            try:
                answer, touched = await self._write_once(command)
                break
            except OperationalError as error:
                if tries == MOST_TRIES or not _is_worth_retrying(error):
                    raise
                tries += 1
        if touched and self._bell is not None:
            self._bell.ring(frozenset(touched))
        return answer

    async def read(self, query: Callable[[Reader], T]) -> T:
        async with self._snapshots.connect() as connection:
            return await connection.run_sync(lambda sync: query(SqlReader(PostgresSession(sync), self._audit)))

    async def glance(self, query: Callable[[Reader], T]) -> T:
        return await self.read(query)

    async def close(self) -> None:
        await self._engine.dispose()

    async def _write_once(self, command: Callable[[Books], T]) -> tuple[T, set[ConversationId]]:
        def run(connection: Connection) -> tuple[T, set[ConversationId]]:
            books = SqlBooks(PostgresSession(connection), self._audit)
            answer = command(books)
            if self._sealer is not None:
                self._sealer.seal(books, books.written, books.talks)
            return answer, books.touched

        async with self._engine.begin() as connection:
            return await connection.run_sync(run)


class PostgresSession:
    """Implements `session.Session` over SQLAlchemy's connection."""

    dialect = "postgresql"

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def first(self, statement: Statement, values: Values) -> Sequence[Any] | None:
        return self._connection.execute(statement.clause, values).first()

    def all(self, statement: Statement, values: Values) -> Sequence[Sequence[Any]]:
        return self._connection.execute(statement.clause, values).all()

    def run(self, statement: Statement, values: Values) -> None:
        try:
            self._connection.execute(statement.clause, values)
        except IntegrityError as error:
            raise Conflict(str(error.orig)) from error

    def run_all(self, statement: Statement, rows: Sequence[Values]) -> None:
        if not rows:
            return
        together = statement.for_rows(tuple(rows[0])) if len(rows) > 1 else None
        try:
            if together is None:
                self._connection.execute(statement.clause, rows)
            else:
                self._connection.execute(together, {"these": json.dumps(rows)})
        except IntegrityError as error:
            raise Conflict(str(error.orig)) from error


def _is_worth_retrying(error: OperationalError) -> bool:
    return getattr(error.orig, "sqlstate", None) in (DEADLOCK, SERIALIZATION_FAILURE)

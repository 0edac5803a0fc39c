"""The ledger on Postgres: for several machines."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from conversation.ids import ConversationId
from conversation.ledger import Bell, Books, Reader
from conversation.store_sql.books import SqlBooks
from conversation.store_sql.reader import SqlReader

T = TypeVar("T")

MOST_TRIES = 3
DEADLOCK = "40P01"
SERIALIZATION_FAILURE = "40001"


class PostgresLedger:
    """READ COMMITTED and row locks: a command reads what it decides on after it has locked the conversation."""

    def __init__(self, url: str, bell: Bell | None = None) -> None:
        self._engine = create_async_engine(url, isolation_level="READ COMMITTED", pool_size=10)
        self._bell = bell

    @property
    def engine(self) -> AsyncEngine:
        return self._engine

    async def write(self, command: Callable[[Books], T]) -> T:
        for attempt in range(MOST_TRIES):
            try:
                answer, touched = await self._write_once(command)
            except OperationalError as error:
                if attempt + 1 == MOST_TRIES or not _is_worth_retrying(error):
                    raise
            else:
                if touched and self._bell is not None:
                    self._bell.ring(frozenset(touched))
                return answer
        raise AssertionError("unreachable: the last try returns or raises")

    async def read(self, query: Callable[[Reader], T]) -> T:
        async with self._engine.connect() as connection:
            return await connection.run_sync(lambda sync: query(SqlReader(sync)))

    async def close(self) -> None:
        await self._engine.dispose()

    async def _write_once(self, command: Callable[[Books], T]) -> tuple[T, set[ConversationId]]:
        def run(connection: Connection) -> tuple[T, set[ConversationId]]:
            books = SqlBooks(connection)
            return command(books), books.touched

        async with self._engine.begin() as connection:
            return await connection.run_sync(run)


def _is_worth_retrying(error: OperationalError) -> bool:
    return getattr(error.orig, "sqlstate", None) in (DEADLOCK, SERIALIZATION_FAILURE)

"""Where statements run: here SQLite's driver itself, in `postgres` SQLAlchemy's connection.

Through SQLAlchemy's connection a read by key costs SQLite 30 us, through the driver 6, and a turn makes some forty.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any, Protocol

from conversation.errors import Conflict
from conversation.store_sql.statement import Statement, Values


class Session(Protocol):
    """A connection inside a transaction."""

    dialect: str

    def first(self, statement: Statement, values: Values) -> Sequence[Any] | None: ...

    def all(self, statement: Statement, values: Values) -> Sequence[Sequence[Any]]: ...

    def run(self, statement: Statement, values: Values) -> None:
        """Raises Conflict when a constraint of the schema is broken."""
        ...

    def run_all(self, statement: Statement, rows: Sequence[Values]) -> None:
        """Run a statement for each of `rows`. Raises as `run` does."""
        ...


class SqliteSession:
    """Implements `Session` over the driver's connection."""

    dialect = "sqlite"

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._execute = raw.execute
        self._execute_many = raw.executemany

    def first(self, statement: Statement, values: Values) -> Sequence[Any] | None:
        row: tuple[Any, ...] | None = self._execute(*statement.for_sqlite(values)).fetchone()
        return row

    def all(self, statement: Statement, values: Values) -> Sequence[Sequence[Any]]:
        return self._execute(*statement.for_sqlite(values)).fetchall()

    def run(self, statement: Statement, values: Values) -> None:
        try:
            self._execute(*statement.for_sqlite(values))
        except sqlite3.IntegrityError as error:
            raise Conflict(str(error)) from error

    def run_all(self, statement: Statement, rows: Sequence[Values]) -> None:
        if not rows:
            return
        words, first = statement.for_sqlite(rows[0])
        values = rows if first is rows[0] else [statement.for_sqlite(row)[1] for row in rows]
        try:
            self._execute_many(words, values)
        except sqlite3.IntegrityError as error:
            raise Conflict(str(error)) from error

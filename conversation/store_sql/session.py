"""Where statements run: SQLAlchemy's own connection, or SQLite's driver with statements compiled once."""

import sqlite3
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import ClauseElement
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import IntegrityError

DIALECT = sqlite.dialect(paramstyle="named")
MOST_PREPARED = 512
"""Enough for every statement of the books; those built anew for each call push each other out."""


class Answer(Protocol):
    """The rows that a statement returned."""

    def first(self) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...


class Session(Protocol):
    """Runs statements within one transaction. SQLAlchemy's `Connection` is one."""

    @property
    def dialect(self) -> Dialect: ...

    def execute(self, statement: Any, parameters: Any = None, /) -> Answer:
        """Raises IntegrityError when a row breaks a constraint."""
        ...


class SqliteSession:
    """A session on the driver itself: SQLAlchemy's execution costs several times what SQLite needs for the work.

    Statements may not use IN: its parameters are only counted when SQLAlchemy executes it.
    """

    dialect: Dialect = DIALECT

    def __init__(self, driver: sqlite3.Connection) -> None:
        self._driver = driver

    def execute(self, statement: ClauseElement, parameters: Mapping[str, Any] | None = None, /) -> Answer:
        given = parameters or {}
        sql, fixed = _prepared(statement, tuple(given))
        try:
            return _Rows(self._driver.execute(sql, {**fixed, **given}))
        except sqlite3.IntegrityError as error:
            raise IntegrityError(sql, given, error) from error


class _Rows:
    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    def first(self) -> Any:
        row = self._cursor.fetchone()
        self._cursor.close()
        return row

    def __iter__(self) -> Iterator[Any]:
        return iter(self._cursor)


@lru_cache(maxsize=MOST_PREPARED)
def _prepared(statement: ClauseElement, columns: tuple[str, ...]) -> tuple[str, Mapping[str, Any]]:
    """Return the statement as SQL with named parameters, and the values it brings along."""
    compiled = statement.compile(dialect=DIALECT, column_keys=list(columns) or None)
    return str(compiled), compiled.construct_params(_check=False)

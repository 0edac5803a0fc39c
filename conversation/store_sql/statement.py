"""A statement, written once in SQLAlchemy's terms and put into each database's words once."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.expression import Executable

from conversation.store_sql.codec import Cell

Values = Mapping[str, Cell]


class Statement:
    """`build` gets the name of a dialect, ``sqlite`` or ``postgresql``, and is called when first needed.

    `together` gets the names of a row's values, and returns what Postgres runs for a whole list of such rows.
    """

    def __init__(self, build: Callable[[str], Any], together: Callable[[tuple[str, ...]], Any] | None = None) -> None:
        self._build = build
        self._together = together
        self._clauses: dict[tuple[str, ...], Executable] = {}
        self._clause: Executable | None = None
        self._text: str | None = None
        self._constants: dict[str, Any] = {}

    @property
    def clause(self) -> Executable:
        """What SQLAlchemy runs on Postgres. It caches the words by itself."""
        if self._clause is None:
            self._clause = self._build("postgresql")
        return self._clause

    def for_rows(self, names: tuple[str, ...]) -> Executable | None:
        """What SQLAlchemy runs on Postgres for rows of these values, given as a JSON list; None where it cannot."""
        if self._together is None:
            return None
        clause = self._clauses.get(names)
        if clause is None:
            clause = self._clauses[names] = self._together(names)
        return clause

    def for_sqlite(self, values: Values) -> tuple[str, Values]:
        """SQLite's words, with ``:name`` for each value, and the values that go with them."""
        if self._text is None:
            compiled = self._build("sqlite").compile(dialect=sqlite.dialect(paramstyle="named"))
            self._constants = {name: value for name, value in compiled.params.items() if value is not None}
            self._text = str(compiled)
        return self._text, {**self._constants, **values} if self._constants else values

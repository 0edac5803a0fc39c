"""Empty databases for tests, made like the first one that was migrated: a test would wait most of its time for Alembic.

Tests of the migrations call them themselves.
"""

import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, event, inspect

from conversation.store_sql.migrating import migrate
from conversation.store_sql.sqlite_files import connect_to_write

Written = tuple[str, Any]

READING = ("SELECT", "PRAGMA", "SHOW")


class QuickSchema:
    """Stands for `migrate` and `connect_to_write`: SQLite's file is copied, Postgres runs the statements once more."""

    def __init__(self) -> None:
        self._written: list[Written] = []

    def connect_to_write(self, path: Path) -> SqliteConnection:
        if not path.exists():
            path.write_bytes(self._migrated_file)
        return connect_to_write(path)

    def migrate(self, connection: Connection) -> None:
        if connection.dialect.name != "postgresql" or inspect(connection).has_table("alembic_version"):
            migrate(connection)
        elif self._written:
            _run_again(connection, self._written)
        else:
            self._written = _written_by_migrating(connection)

    @cached_property
    def _migrated_file(self) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "migrated.db"
            engine = create_engine("sqlite://", creator=lambda: connect_to_write(path), poolclass=NullPool)
            with engine.begin() as connection:
                migrate(connection)
            return path.read_bytes()


def _written_by_migrating(connection: Connection) -> list[Written]:
    written: list[Written] = []

    def write_down(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
        if not statement.lstrip().upper().startswith(READING):
            written.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", write_down)
    try:
        migrate(connection)
    finally:
        event.remove(connection, "before_cursor_execute", write_down)
    return written


def _run_again(connection: Connection, written: Sequence[Written]) -> None:
    bare = [statement for statement, parameters in written if not parameters]
    if len(bare) == len(written):
        connection.exec_driver_sql(";\n".join(bare))  # one round trip
        return
    for statement, parameters in written:
        connection.exec_driver_sql(statement, parameters)

"""Empty databases for tests: the statements of the migrations, written down once and run again without Alembic.

A test that opens an empty ledger would wait most of its time for Alembic. Tests of the migrations call them themselves.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, event, inspect

from conversation.store_sql.migrating import migrate

Written = tuple[str, Any]

READING = ("SELECT", "PRAGMA", "SHOW")


class QuickSchema:
    """Stands for `migrate`. The first empty database of each kind is migrated, the others are made like it."""

    def __init__(self) -> None:
        self._written: dict[str, list[Written]] = {}

    def migrate(self, connection: Connection) -> None:
        kind = connection.dialect.name
        if inspect(connection).has_table("alembic_version"):
            migrate(connection)
        elif kind in self._written:
            _run_again(connection, self._written[kind])
        else:
            self._written[kind] = _written_by_migrating(connection)


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
    if connection.dialect.name == "postgresql" and len(bare) == len(written):
        connection.exec_driver_sql(";\n".join(bare))  # one round trip
        return
    for statement, parameters in written:
        connection.exec_driver_sql(statement, parameters)

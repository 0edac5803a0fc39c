"""One schema of Postgres that tests have one after another: making all tables costs twenty times what a test does."""

import secrets
from collections.abc import Callable

import psycopg
from psycopg import OperationalError
from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection, create_engine

OUTLINE = """
SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
    SELECT concat(relname, relkind, relnatts, relchecks, relhastriggers) AS part
    FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname <> 'alembic_version'
    UNION ALL
    SELECT concat(tgname, tgenabled, tgrelid::regclass) FROM pg_trigger
    WHERE tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)
) AS parts"""
"""Tells whether a test has changed more than rows."""

EMPTYING = """
DO $$ DECLARE
    name text; filled boolean; all_filled text[] := '{}';
BEGIN
    FOR name IN SELECT quote_ident(relname) FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', name) INTO filled;
        IF filled THEN all_filled := all_filled || name; END IF;
    END LOOP;
    IF all_filled <> '{}' THEN EXECUTE 'TRUNCATE ' || array_to_string(all_filled, ', ') || ' CASCADE'; END IF;
END $$"""


class SharedSchema:
    """Lends one schema with all tables. One that does not come back as it was lent is left, and another one made."""

    def __init__(self, uri: str, migrate: Callable[[Connection], None]) -> None:
        self._uri = uri
        self._migrate = migrate
        self._admin = _connected(uri)
        self._name: str | None = None
        self._outline: object = None

    def lend(self) -> str:
        """Return the address of a schema whose tables are empty."""
        if self._name is None:
            self._admin.close()
            self._admin = _connected(self._uri)
            self._name = self._migrated()
            self._outline = self._read_outline()
        return address(self._uri, self._name)

    def take_back(self) -> None:
        """Empty the tables. Whoever is still connected has until then ended its transaction."""
        try:
            if self._read_outline() == self._outline:
                self._admin.execute(EMPTYING)
                return
        except OperationalError:
            pass  # somebody holds a lock there, or a test has cut all connections
        self._name = None

    def close(self) -> None:
        self._admin.close()

    def _migrated(self) -> str:
        name = new_schema(self._admin)
        self._admin.execute(SQL("SET search_path = {}").format(Identifier(name)))
        engine = create_engine(address(self._uri, name).replace("postgresql://", "postgresql+psycopg://"))
        with engine.begin() as connection:
            self._migrate(connection)
        engine.dispose()
        return name

    def _read_outline(self) -> object:
        return self._admin.execute(OUTLINE).fetchone()


def _connected(uri: str) -> psycopg.Connection:
    admin = psycopg.connect(uri, autocommit=True)
    admin.execute("SET session_replication_role = replica")  # the audit log refuses to be emptied
    admin.execute("SET lock_timeout = '3s'")
    return admin


def new_schema(admin: psycopg.Connection) -> str:
    """Make a schema without tables: a tenth of what a database costs."""
    name = f"t{secrets.token_hex(6)}"
    admin.execute(SQL("CREATE SCHEMA {}").format(Identifier(name)))
    return name


def address(uri: str, schema: str) -> str:
    return f"{uri}&options=-csearch_path%3D{schema}"

"""Opening a ledger: migrate under a lock, refuse a newer schema, hand back the right adapter."""

import sqlite3
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import Connection, NullPool, create_engine, event, text
from sqlalchemy.exc import ArgumentError, OperationalError

from conversation.audit import AuditKeys
from conversation.errors import Misconfigured
from conversation.ledger import Bell, Ledger
from conversation.store_sql.migrating import migrate
from conversation.store_sql.secret import check_secret
from conversation.store_sql.sqlite import SqliteLedger
from conversation.store_sql.sqlite_files import connect_to_write

SETTING = "TWOLANE_DATABASE_URL"

NO_ADDRESS = "it is no address; write postgresql://user:password@host:5432/name, special characters as %XX"
"""Says nothing of what was written there: it may hold a password."""

MIGRATION_LOCK = 7_205_759_403_792_793
"""Any number, so long as nobody else locks it: Postgres advisory locks are one space for each database."""


async def open_ledger(url: str, bell: Bell | None = None, audit: AuditKeys | None = None) -> Ledger:
    """Open ``sqlite:///path`` or ``postgresql://...`` with its schema brought up to date.

    With `audit` every command's rows are sealed into the audit log; without, nothing can be proven of them later.

    Raises Misconfigured for another scheme, a missing driver, a database that cannot be reached, a schema newer than
    this version knows, or another secret than the one it is sealed with.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        return _open_sqlite(rest.removeprefix("/"), bell, audit)
    if scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        return await _open_postgres(f"postgresql+psycopg://{rest}", bell, audit)
    raise Misconfigured(SETTING, f"{scheme!r} is not known; use sqlite:///path or postgresql://...")


def _open_sqlite(name: str, bell: Bell | None, audit: AuditKeys | None) -> SqliteLedger:
    if name in ("", ":memory:"):
        raise Misconfigured(SETTING, "SQLite needs a file: sqlite:///path, or sqlite:////path from the root")
    path = Path(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = connect_to_write(path)
    except (OSError, sqlite3.Error) as error:
        raise Misconfigured(SETTING, f"{path} cannot be opened ({error}); name a file that can be written") from error
    _migrate_sqlite(raw, audit)
    return SqliteLedger(path, bell, audit)


def _migrate_sqlite(raw: sqlite3.Connection, audit: AuditKeys | None) -> None:
    """Migrate and close `raw`. Its write transaction keeps other processes out meanwhile."""
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as connection:
        _make_ready(connection, audit)


async def _open_postgres(url: str, bell: Bell | None, audit: AuditKeys | None) -> Ledger:
    if find_spec("psycopg") is None or find_spec("greenlet") is None:
        raise Misconfigured(SETTING, "Postgres needs the extra 'scale': pip install 'twolane[scale]'")
    from conversation.store_sql.postgres import PostgresLedger, engine_for

    try:
        engine = engine_for(url)
    except (ArgumentError, ValueError):
        raise Misconfigured(SETTING, NO_ADDRESS) from None
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_migrate_alone, audit)
    except OperationalError as error:
        await engine.dispose()
        raise Misconfigured(SETTING, f"Postgres cannot be reached ({error.orig})") from error
    except Misconfigured:
        await engine.dispose()
        raise
    return PostgresLedger(engine, bell, audit)


def _migrate_alone(connection: Connection, audit: AuditKeys | None) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
    _make_ready(connection, audit)


def _make_ready(connection: Connection, audit: AuditKeys | None) -> None:
    migrate(connection)
    if audit is not None:
        check_secret(connection, audit)

"""Opening a ledger: migrate under a lock, refuse a newer schema, hand back the right adapter."""

from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import Connection, text

from conversation.errors import Misconfigured
from conversation.ledger import Bell, Ledger
from conversation.store_sql.migrating import migrate
from conversation.store_sql.sqlite import SqliteLedger, writing_engine

MIGRATION_LOCK = 7_205_759_403_792_793
"""Any number, so long as nobody else locks it: Postgres advisory locks are one space for each database."""


async def open_ledger(url: str, bell: Bell | None = None) -> Ledger:
    """Open ``sqlite:///path`` or ``postgresql://...`` with its schema brought up to date.

    Raises Misconfigured for another scheme, a missing driver, or a schema newer than this version knows.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        return _open_sqlite(Path(rest.removeprefix("/")), bell)
    if scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        return await _open_postgres(f"postgresql+psycopg://{rest}", bell)
    raise Misconfigured("TWOLANE_DATABASE_URL", f"{scheme!r} is not known; use sqlite:///path or postgresql://...")


def _open_sqlite(path: Path, bell: Bell | None) -> SqliteLedger:
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = writing_engine(path)
    try:
        with engine.begin() as connection:
            migrate(connection)
    finally:
        engine.dispose()
    return SqliteLedger(path, bell)


async def _open_postgres(url: str, bell: Bell | None) -> Ledger:
    if find_spec("psycopg") is None or find_spec("greenlet") is None:
        raise Misconfigured("TWOLANE_DATABASE_URL", "Postgres needs the extra 'scale': pip install 'twolane[scale]'")
    from conversation.store_sql.postgres import PostgresLedger

    ledger = PostgresLedger(url, bell)
    async with ledger.engine.begin() as connection:
        await connection.run_sync(_migrate_alone)
    return ledger


def _migrate_alone(connection: Connection) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
    migrate(connection)

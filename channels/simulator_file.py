"""The simulated network's own SQLite file, which several processes may open at once."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import TypeAlias

from conversation.errors import Misconfigured

Value: TypeAlias = str | int | float | bytes | None

_BUSY_SECONDS = 5.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS texts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    provider_id TEXT NOT NULL UNIQUE,
    ref TEXT,
    direction TEXT NOT NULL,
    phone TEXT NOT NULL,
    business TEXT NOT NULL,
    body TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    status TEXT NOT NULL,
    error_code TEXT,
    media TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS texts_by_phone ON texts (phone, seq);
CREATE INDEX IF NOT EXISTS texts_by_ref ON texts (ref) WHERE ref IS NOT NULL;
CREATE TABLE IF NOT EXISTS media (
    id TEXT PRIMARY KEY,
    provider_id TEXT NOT NULL,
    phone TEXT NOT NULL,
    content BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS media_by_phone ON media (phone);
CREATE TABLE IF NOT EXISTS blocks (
    business TEXT NOT NULL,
    phone TEXT NOT NULL,
    PRIMARY KEY (business, phone)
);
CREATE TABLE IF NOT EXISTS webhooks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    stream TEXT NOT NULL,
    url TEXT NOT NULL,
    form BLOB NOT NULL,
    due REAL NOT NULL,
    held INTEGER NOT NULL DEFAULT 0,
    lost INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    claimed_until REAL NOT NULL DEFAULT 0,
    dropped TEXT
);
CREATE TABLE IF NOT EXISTS forgeries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL,
    answer INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS webhooks_by_due ON webhooks (due, id) WHERE dropped IS NULL;
CREATE INDEX IF NOT EXISTS webhooks_by_stream ON webhooks (stream) WHERE dropped IS NULL;
"""


class SimulatorFile:
    """One connection behind one lock. `path` may be ":memory:" for a network in this process only."""

    def __init__(self, path: str) -> None:
        """Raises Misconfigured where the file cannot be had."""
        self._lock = RLock()
        self._connection = _connected(path)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute("PRAGMA secure_delete = ON")  # a delivered webhook's form may have held a card
        self._connection.executescript(_SCHEMA)
        self._add_later_columns()

    def _add_later_columns(self) -> None:
        """Add what files of earlier versions lack. Processes that open one at once may both try."""
        known = {row["name"] for row in self._connection.execute("PRAGMA table_info(texts)")}
        if "media" not in known:
            with suppress(sqlite3.OperationalError):
                self._connection.execute("ALTER TABLE texts ADD COLUMN media TEXT NOT NULL DEFAULT ''")

    def execute(self, sql: str, values: Sequence[Value] | Mapping[str, Value] = ()) -> list[sqlite3.Row]:
        """Run one statement and return its rows."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Make the statements within one transaction: all of them are kept, or none. Does not nest."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        with self._lock:
            self._connection.close()


def _connected(path: str) -> sqlite3.Connection:
    try:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        return sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.OperationalError) as error:
        what = f"the simulated network's {path} cannot be opened ({error}); name a folder that can be written"
        raise Misconfigured("TWOLANE_DATA_DIR", what) from error

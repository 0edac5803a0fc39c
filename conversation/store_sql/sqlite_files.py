"""Connecting to SQLite's file."""

import sqlite3
import time
from pathlib import Path

BUSY_MILLISECONDS = 10_000
"""How long a process waits for another one's write transaction."""


def connect_to_write(path: Path) -> sqlite3.Connection:
    """Connect with every commit forced to the disk."""
    raw = _connect(path)
    _use_wal(raw)
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("PRAGMA secure_delete=ON")  # what is erased is overwritten, not only forgotten
    return raw


def empty_wal(path: Path) -> bool:
    """Truncate the write-ahead log, which still holds older pages; False while somebody reads from it."""
    raw = connect_to_write(path)
    try:
        busy: int = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        raw.close()
    return not busy


def connect_to_read(path: Path) -> sqlite3.Connection:
    raw = _connect(path)
    raw.execute("PRAGMA query_only=ON")
    return raw


def _connect(path: Path) -> sqlite3.Connection:
    """Connect with transactions out of the driver's hands, which would begin them too late (its documentation)."""
    raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    raw.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    return raw


def _use_wal(raw: sqlite3.Connection) -> None:
    """Switch to write-ahead logging. While another process does so SQLite answers busy at once, without waiting."""
    give_up_at = time.monotonic() + BUSY_MILLISECONDS / 1000
    while True:
        try:
            raw.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up_at:
                raise
            time.sleep(0.01)
        else:
            return

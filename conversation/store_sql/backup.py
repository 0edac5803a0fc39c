"""A copy of a SQLite ledger, taken while it is in use."""

import sqlite3
from contextlib import closing
from pathlib import Path

from conversation.errors import Invalid


def back_up(source: Path, target: Path) -> None:
    """Copy `source` to `target` through SQLite's own backup. Raises Invalid when either cannot be."""
    if not source.is_file():
        raise Invalid("source", f"there is no ledger at {source}", "name the data directory that the server uses")
    if target.exists():
        raise Invalid("target", f"{target} exists", "name a file that does not")
    unfinished = target.with_name(f"{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as ledger, closing(sqlite3.connect(unfinished)) as copy:
        ledger.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a -wal beside it
    unfinished.rename(target)

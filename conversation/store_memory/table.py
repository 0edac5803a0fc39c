"""A table in memory: rows by key, grouped by a parent, with every change undoable."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Row = TypeVar("Row")
Journal = list[Callable[[], None]]


class Table(Generic[Row]):
    """`key` and `parent` read a row's own key and what it belongs to; neither ever changes for a row."""

    def __init__(
        self, journal: Journal, key: Callable[[Row], Hashable], parent: Callable[[Row], Hashable] = lambda row: None
    ) -> None:
        self._journal = journal
        self._key = key
        self._parent = parent
        self._rows: dict[Hashable, Row] = {}
        self._children: dict[Hashable, dict[Hashable, None]] = {}

    def get(self, key: Hashable) -> Row | None:
        return self._rows.get(key)

    def all(self) -> tuple[Row, ...]:
        return tuple(self._rows.values())

    def of(self, parent: Hashable) -> tuple[Row, ...]:
        """Rows that belong to `parent`, in the order they were first put."""
        return tuple(self._rows[key] for key in self._children.get(parent, ()))

    def newest_of(self, parent: Hashable) -> Row | None:
        keys = self._children.get(parent)
        return self._rows[next(reversed(keys))] if keys else None

    def put(self, row: Row) -> None:
        """Insert or replace the row with this key."""
        key = self._key(row)
        if key in self._rows:
            before = self._rows[key]
            self._journal.append(lambda: self._rows.__setitem__(key, before))
        else:
            siblings = self._children.setdefault(self._parent(row), {})
            siblings[key] = None
            self._journal.append(lambda: (self._rows.pop(key), siblings.pop(key), None)[-1])
        self._rows[key] = row

"""A table in memory: rows by key, found by what they have in common, with every change undoable."""

from collections.abc import Callable, Hashable, Mapping
from typing import Generic, TypeVar

Row = TypeVar("Row")
Journal = list[Callable[[], None]]
Read = Callable[[Row], Hashable]


class Table(Generic[Row]):
    """`key` reads a row's own key, `by` what else it can be found by. None is not found by."""

    def __init__(self, journal: Journal, key: Read[Row], **by: Read[Row]) -> None:
        self._journal = journal
        self._key = key
        self._by: Mapping[str, Read[Row]] = by
        self._rows: dict[Hashable, Row] = {}
        self._found: dict[str, dict[Hashable, dict[Hashable, None]]] = {name: {} for name in by}

    def get(self, key: Hashable) -> Row | None:
        return self._rows.get(key)

    def all(self) -> tuple[Row, ...]:
        """Every row, in the order they were first put."""
        return tuple(self._rows.values())

    def of(self, **by: Hashable) -> tuple[Row, ...]:
        """The rows found by one value, in the order they came to have it."""
        ((name, value),) = by.items()
        return tuple([self._rows[key] for key in self._found[name].get(value, ())])

    def newest_of(self, **by: Hashable) -> Row | None:
        """The row that came last to have the value."""
        ((name, value),) = by.items()
        keys = self._found[name].get(value)
        return self._rows[next(reversed(keys))] if keys else None

    def put(self, row: Row) -> None:
        """Insert or replace the row with this key."""
        key = self._key(row)
        before = self._rows.get(key)
        self._rows[key] = row
        self._journal.append(lambda: self._put_back(key, before, row))
        self._move(key, before, row)

    def drop(self, key: Hashable) -> None:
        """Remove the row with this key, where there is one."""
        row = self._rows.pop(key, None)
        if row is not None:
            self._move(key, row, None)
            self._journal.append(lambda: self._put_back(key, row, None))

    def _put_back(self, key: Hashable, before: Row | None, row: Row | None) -> None:
        self._move(key, row, before)
        if before is None:
            del self._rows[key]
        else:
            self._rows[key] = before

    def _move(self, key: Hashable, before: Row | None, after: Row | None) -> None:
        for name, read in self._by.items():
            old = None if before is None else read(before)
            new = None if after is None else read(after)
            if old == new:
                continue
            found = self._found[name]
            if old is not None:
                del found[old][key]
                if not found[old]:
                    del found[old]
            if new is not None:
                found.setdefault(new, {})[key] = None

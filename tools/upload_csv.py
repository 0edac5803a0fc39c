"""The records of a CSV upload, one at a time. A row that is broken costs no other: reading goes on at the next line."""

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from conversation.errors import Invalid
from tools.upload_fault import BadCell

MOST_LINES = 50
"""Over how many lines a quoted value may go; a quote that is not closed by then is taken for a slip."""
LONGEST_LINE = 64 * 1024
DELIMITERS = ",;\t|"
_QUOTED = re.compile(r'"[^"]*"')
_NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of a row by the names of the header, and the line of the file that it begins at."""

    line: int
    cells: dict[str, object]


class CsvRecords:
    """Reads a file that has a header. Iterating yields records, and what is wrong with broken ones."""

    def __init__(self, text: TextIO) -> None:
        """Raises Invalid where there is no header."""
        self._text = text
        self._line = 0
        self._waiting: deque[tuple[int, str]] = deque()
        self._taken: list[tuple[int, str]] = []
        header = next((line for line in self._lines() if line.strip()), "")
        self.delimiter = _delimiter_of(header)
        names = next(csv.reader([header], delimiter=self.delimiter), [])
        self.names = tuple(named(name) for name in names)
        if len([name for name in self.names if name]) < 2:
            raise Invalid("file", "its first line names no columns", "begin with a line of names, such as code,percent")
        twice = sorted({name for name in self.names if name and self.names.count(name) > 1})
        if twice:
            raise Invalid("file", f"two columns are called {twice[0]!r}", "rename or remove one of them")

    def __iter__(self) -> Iterator[Record | tuple[int, BadCell]]:
        while (taken := self._next_line()) is not None:
            if taken[1].strip():
                yield self._record(taken)

    def give_back(self) -> None:
        """Read what followed the first line of the last record again, each line alone: together they made no sense."""
        self._waiting.extendleft(reversed(self._taken[1:]))
        self._taken = self._taken[:1]

    @property
    def spanned(self) -> int:
        """Over how many lines the last record went."""
        return len(self._taken)

    def _record(self, first: tuple[int, str]) -> Record | tuple[int, BadCell]:
        self._taken = [first]
        try:
            cells = next(csv.reader(self._source(first), delimiter=self.delimiter, strict=True))
        except (csv.Error, StopIteration):
            self.give_back()
            return first[0], BadCell("row", "a quote in it is not closed", "close it, or write it twice inside one")
        if len(cells) != len(self.names):
            self.give_back()
            remedy = "quote a value that holds the separator, and remove what is beyond the last column"
            return first[0], BadCell("row", f"it has {len(cells)} cells, and the header has {len(self.names)}", remedy)
        named_cells = zip(self.names, cells, strict=True)
        return Record(first[0], {name: cell.replace("\0", "").strip() for name, cell in named_cells if name})

    def _source(self, first: tuple[int, str]) -> Iterator[str]:
        """Give the parser as many lines as it asks for, up to `MOST_LINES`, and note which."""
        yield first[1]
        while len(self._taken) < MOST_LINES and (line := self._next_line()) is not None:
            self._taken.append(line)
            yield line[1]

    def _next_line(self) -> tuple[int, str] | None:
        if self._waiting:
            return self._waiting.popleft()
        line = next(self._lines(), None)
        return None if line is None else (self._line, line)

    def _lines(self) -> Iterator[str]:
        """Read on; a line that is far too long is cut, so that it is a bad row and nothing more."""
        while line := self._text.readline(LONGEST_LINE):
            self._line += 1
            rest = line
            while not rest.endswith(("\n", "\r")) and (rest := self._text.readline(LONGEST_LINE)):
                pass
            yield line


def named(column: str) -> str:
    """Return a column's name as it is known here: ``Product ID`` is ``product_id``."""
    return _NAME.sub("_", column.strip().lower()).strip("_")


def _delimiter_of(header: str) -> str:
    bare = _QUOTED.sub("", header)
    return max(DELIMITERS, key=lambda one: (bare.count(one), -DELIMITERS.index(one)))

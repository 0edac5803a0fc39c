"""Reading an upload from end to end, a row at a time: bad rows are listed by their lines, and the rest is kept."""

import io
from collections.abc import Callable, Iterator
from typing import BinaryIO
from zoneinfo import ZoneInfo

from conversation.errors import Invalid
from conversation.shop_upload import RowNote
from tools.upload_columns import NEEDED, OPTIONAL, UploadKind, columns_of
from tools.upload_csv import CsvRecords, Record
from tools.upload_fault import BadCell
from tools.upload_json import JsonRecords
from tools.upload_row import Row
from tools.upload_text import encoding_of
from tools.upload_things import READERS, Thing, Whose, joined

MOST_NOTES = 2000


class UploadReading:
    """Iterating yields what the file tells; the counts are right once it ends. `hears` is told of every note."""

    def __init__(
        self,
        file: BinaryIO,
        kind: UploadKind,
        whose: Whose,
        zone: ZoneInfo,
        currency: str,
        hears: Callable[[RowNote], None] = lambda note: None,
    ) -> None:
        """Raises Invalid, naming the remedy, where the whole file cannot be read as this kind."""
        encoding = encoding_of(file)
        self._text = io.TextIOWrapper(file, encoding=encoding.name, newline="")
        self._kind, self._whose, self._zone, self._currency = kind, whose, zone, currency
        self._hears = hears
        self._records = _records(self._text)
        self._names: dict[str, str] | None = None
        if isinstance(self._records, CsvRecords):
            self._names = _columns(kind, self._records)
        self._before: dict[str, object] = {}
        self.said = encoding.said
        self.rows = self.kept = self.bad = self.doubtful = 0
        self.notes: list[RowNote] = []

    def __iter__(self) -> Iterator[Thing]:
        pending: Thing | None = None
        for thing in self._things():
            whole = joined(pending, thing) if pending is not None else thing
            if whole is None and pending is not None:
                yield pending
            pending = thing if whole is None else whole
        if pending is not None:
            yield pending

    def let_go(self) -> None:
        """Leave the file open to whoever gave it."""
        self._text.detach()

    def _things(self) -> Iterator[Thing]:
        for found in self._records:
            self.rows += 1
            try:
                if not isinstance(found, Record):
                    raise found[1]
                yield self._thing(found)
            except BadCell as bad:
                self._leave_out(found.line if isinstance(found, Record) else found[0], bad)

    def _thing(self, record: Record) -> Thing:
        row = Row(record.line, self._cells(record), self._zone, self._currency)
        thing = READERS[self._kind](row, self._whose)
        self.kept += 1
        self.doubtful += bool(row.remarks)
        for remark in row.remarks:
            self._note(RowNote(remark.line, remark.field, remark.said))
        return thing

    def _leave_out(self, line: int, bad: BadCell) -> None:
        """A row over several lines that makes no sense may be a slip of one quote: the lines are read again alone."""
        if isinstance(self._records, CsvRecords) and self._records.spanned > 1:
            self._records.give_back()
        self.bad += 1
        self._note(RowNote(line, bad.field, bad.problem, bad.remedy))

    def _note(self, note: RowNote) -> None:
        if len(self.notes) < MOST_NOTES:
            self.notes.append(note)
        self._hears(note)

    def _cells(self, record: Record) -> dict[str, object]:
        """Return the cells by our names. A row that goes on with the thing before need not repeat what it needs."""
        names = self._names or columns_of(self._kind, tuple(record.cells))[0]
        cells = {column: record.cells[name] for column, name in names.items() if name in record.cells}
        if "items" in record.cells:
            cells["items"] = record.cells["items"]
        identity, *needed = NEEDED[self._kind]
        if cells.get(identity) and cells.get(identity) == self._before.get(identity):
            cells |= {
                column: self._before[column] for column in needed if not cells.get(column) and column in self._before
            }
        self._before = {column: cells[column] for column in (identity, *needed) if column in cells}
        return cells


def _records(text: io.TextIOWrapper) -> CsvRecords | JsonRecords:
    first = ""
    while not first.strip() and (char := text.read(1)):
        first = char
    text.seek(0)
    return JsonRecords(text) if first in ("[", "{") else CsvRecords(text)


def _columns(kind: UploadKind, records: CsvRecords) -> dict[str, str]:
    names, lacking = columns_of(kind, records.names)
    if lacking:
        wanted = ", ".join((*NEEDED[kind], *(f"[{name}]" for name in OPTIONAL[kind])))
        raise Invalid(
            "file", f"it has no column {', '.join(lacking)}", f"name them in its first line; known are {wanted}"
        )
    return names

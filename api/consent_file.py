"""A CSV file of opt-ins and opt-outs with their proof, read a row at a time.

The columns phone, scope, wording, method, source and obtained_at are needed; action (opt_in or opt_out), country and
confirmed_by_text (the id of the text by which the shopper confirmed) may be there. Every other column is kept as
evidence, under its name.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TypeAlias

from conversation.consent import ConsentMethod, ConsentScope
from conversation.errors import Invalid
from tools.phone import to_e164

NEEDED = ("phone", "scope", "wording", "method", "source", "obtained_at")
KNOWN = (*NEEDED, "action", "country", "confirmed_by_text")
_OPT_OUT = "opt_out"
_ACTIONS = ("", "opt_in", _OPT_OUT)
_SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One good row. `line` counts from 1, the header's; no scopes and no wording in an opt-out."""

    line: int
    phone: str
    opts_out: bool
    scopes: tuple[ConsentScope, ...]
    wording: str
    method: ConsentMethod
    source: str
    obtained_at: datetime
    evidence: str
    confirmed_by_text: str | None


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row that is left out: which field, what is wrong with it, and the remedy. `cells` are as they were."""

    line: int
    field: str
    problem: str
    remedy: str
    cells: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"line {self.line}, {self.field}: {self.problem}; {self.remedy}"


Row: TypeAlias = ConsentRow | BadRow


@dataclass(frozen=True, slots=True)
class ConsentFile:
    """Reads rows. `zone` is that of times which name none, `country` that of numbers without a country code."""

    header: tuple[str, ...]
    lines: Iterator[list[str]]
    line_number: Callable[[], int]
    now: datetime
    zone: tzinfo | None = None
    country: str = "US"

    @classmethod
    def open(cls, text: Iterable[str], now: datetime, zone: tzinfo | None = None, country: str = "US") -> "ConsentFile":
        """Read the header. Raises Invalid when a column is missing or there twice."""
        reader = csv.reader(text)
        header = tuple(name.strip().lower() for name in next(reader, []))
        if missing := [name for name in NEEDED if name not in header]:
            raise Invalid("header", f"{missing[0]} is missing", f"name the columns {', '.join(NEEDED)} in line 1")
        if twice := [name for name in header if header.count(name) > 1]:
            raise Invalid("header", f"{twice[0] or 'an empty name'} is there twice", "name each column once")
        return cls(header, reader, lambda: reader.line_num, now, zone, country)

    def __iter__(self) -> Iterator[Row]:
        while True:
            line = self.line_number() + 1
            try:
                cells = next(self.lines)
            except StopIteration:
                return
            except csv.Error as error:
                yield BadRow(line, "row", f"it cannot be read ({error})", "save the file as CSV in UTF-8 again")
                continue
            if any(cell.strip() for cell in cells):
                yield self._row(line, tuple(cells))

    def _row(self, line: int, cells: tuple[str, ...]) -> Row:
        if len(cells) != len(self.header):
            problem = f"it has {len(cells)} cells, the header {len(self.header)}"
            return BadRow(line, "row", problem, "quote cells with commas or line breaks", cells)
        row = {name: cell.strip() for name, cell in zip(self.header, cells, strict=True)}
        try:
            return self._read(line, row)
        except Invalid as error:
            return BadRow(line, error.field, error.problem, error.remedy, cells)

    def _read(self, line: int, row: Mapping[str, str]) -> ConsentRow:
        action = row.get("action", "").lower().replace("-", "_")
        if action not in _ACTIONS:
            raise Invalid("action", f"{action!r} is not known", "write opt_in or opt_out")
        opts_out = action == _OPT_OUT
        return ConsentRow(
            line=line,
            phone=self._phone(row),
            opts_out=opts_out,
            scopes=() if opts_out else _scopes(row["scope"]),
            wording="" if opts_out else _said(row, "wording", "give the exact words that were agreed to"),
            method=_method(row["method"]),
            source=_said(row, "source", "say where it was given: a page, a shop, a keyword's number"),
            obtained_at=self._moment(row["obtained_at"]),
            evidence="; ".join(f"{name}: {cell}" for name, cell in row.items() if cell and name not in KNOWN),
            confirmed_by_text=row.get("confirmed_by_text") or None,
        )

    def _phone(self, row: Mapping[str, str]) -> str:
        phone = to_e164(row["phone"], row.get("country", "").upper() or self.country)
        if phone is None:
            raise Invalid("phone", f"{row['phone']!r} cannot be dialled", "write it as +13035550142")
        return phone

    def _moment(self, cell: str) -> datetime:
        try:
            moment = datetime.fromisoformat(cell)
        except ValueError as error:
            raise Invalid("obtained_at", f"{cell!r} is no time", "write it as 2026-01-31T12:00:00Z") from error
        if len(cell) <= len("2026-01-31"):
            raise Invalid("obtained_at", f"{cell!r} has no time of day", "write it as 2026-01-31T12:00:00Z")
        if moment.tzinfo is None and self.zone is None:
            raise Invalid("obtained_at", f"{cell!r} names no zone", "end it in Z or -05:00, or give --timezone")
        moment = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
        if moment > self.now + _SKEW:
            raise Invalid("obtained_at", f"{cell!r} lies in the future", "write when the shopper agreed")
        return moment.astimezone(UTC)


def _scopes(cell: str) -> tuple[ConsentScope, ...]:
    names = [name.strip().lower().replace(" ", "_") for name in cell.replace("|", ";").split(";") if name.strip()]
    known = {scope.value: scope for scope in ConsentScope}
    if not names or any(name not in known for name in names):
        raise Invalid("scope", f"{cell!r} is not known", f"write {' or '.join(known)}, or both with ; between")
    return tuple(dict.fromkeys(known[name] for name in names))


def _method(cell: str) -> ConsentMethod:
    name = cell.lower().replace(" ", "_").replace("-", "_")
    known = {method.value: method for method in ConsentMethod}
    if name not in known:
        raise Invalid("method", f"{cell!r} is not known", f"write one of {', '.join(known)}")
    return known[name]


def _said(row: Mapping[str, str], field: str, remedy: str) -> str:
    if not row[field]:
        raise Invalid(field, "it is empty", remedy)
    return row[field]

"""A sheet: one table of the report, as the page shows it, a file holds it and the command line prints it."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO

from api.spreadsheet import harmless
from conversation.money import Money


@dataclass(frozen=True, slots=True)
class Cell:
    """`shown` is for people, `value` for files: minor units are not rounded, and seconds are not words."""

    shown: str
    value: str | int | float
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """`how` says how it is counted; empty where its name says it."""

    name: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first column names its row. `id` is part of its file's name."""

    id: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def as_csv(self) -> str:
        """Return it with a heading, as RFC 4180 has it. No cell is read as a formula."""
        out = StringIO()
        writer = csv.writer(out)
        writer.writerow([column.name for column in self.columns])
        writer.writerows([[_harmless(cell.value) for cell in row] for row in self.rows])
        return out.getvalue()

    def as_text(self) -> str:
        """Return it in columns, numbers to the right."""
        lines = [[column.name for column in self.columns], *[[cell.shown for cell in row] for row in self.rows]]
        widths = [max(len(line[at]) for line in lines) for at in range(len(self.columns))]
        numbers = [any(row[at].is_number for row in self.rows) for at in range(len(self.columns))]
        return "\n".join(_aligned(line, widths, numbers) for line in lines)


def words(text: str) -> Cell:
    return Cell(text, text, is_number=False)


def count(number: int) -> Cell:
    return Cell(f"{number:,}", number)


def share(part: int, of: int) -> Cell:
    """Return a share in percent; nothing where there is nothing to have a share of."""
    return Cell(f"{part / of:.1%}", round(part / of, 6)) if of else NOTHING


def money(amount: Money) -> Cell:
    return Cell(str(amount), amount.minor)


def wait(seconds: int | None) -> Cell:
    return NOTHING if seconds is None else Cell(in_time(seconds), seconds)


def in_time(seconds: int) -> str:
    """Say a time in words, coarser the longer it is."""
    if seconds < 120:
        return f"{seconds} s"
    if seconds < 2 * 3600:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"


NOTHING = Cell("", "")


def _harmless(value: str | int | float) -> str | int | float:
    return harmless(value) if isinstance(value, str) else value


def _aligned(line: Iterable[str], widths: list[int], numbers: list[bool]) -> str:
    cells = zip(line, widths, numbers, strict=True)
    return "  ".join(cell.rjust(width) if is_number else cell.ljust(width) for cell, width, is_number in cells).rstrip()

"""A label: what one person says of one item in one dimension."""

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from functools import cache
from io import StringIO

from pydantic import TypeAdapter, ValidationError

from api.spreadsheet import harmless
from conversation.errors import Invalid
from prompts.errors import PackBroken
from prompts.rubric import rubric_named

SKIPPED = ""


@dataclass(frozen=True, slots=True)
class Label:
    """`level` is one of the rubric's, or empty where the rater skipped. `quote` is the evidence, if there is any."""

    item: str
    dimension: str
    level: str
    rater: str
    at: datetime
    quote: str = ""

    @property
    def about(self) -> tuple[str, str, str]:
        """Who says it of what. A later label about the same replaces this one."""
        return self.item, self.dimension, self.rater


COLUMNS = tuple(field.name for field in fields(Label))


def newest(labels: Iterable[Label]) -> tuple[Label, ...]:
    """Return the last label of each rater about each item and dimension, in the order in which they were begun."""
    return tuple({label.about: label for label in labels}.values())


def to_line(label: Label) -> str:
    """Return the label as one line of JSON, with its line feed."""
    return _adapter().dump_json(label).decode() + "\n"


def read_jsonl(words: str) -> tuple[Label, ...]:
    """Raises Invalid, naming the line."""
    lines = enumerate(words.split("\n"), start=1)
    return tuple(_read(f"line {number}", line) for number, line in lines if line.strip())


def to_csv(labels: Iterable[Label]) -> str:
    """Return the labels as a table for a spreadsheet; what a spreadsheet would take for a formula is made plain."""
    table = StringIO()
    writer = csv.DictWriter(table, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for label in labels:
        row = asdict(label) | {"at": label.at.isoformat()}
        writer.writerow({name: harmless(str(value)) for name, value in row.items()})
    return table.getvalue()


def read_csv(words: str) -> tuple[Label, ...]:
    """Raises Invalid, naming the row."""
    rows = csv.DictReader(StringIO(words))
    if missing := [name for name in COLUMNS[:-1] if name not in (rows.fieldnames or ())]:
        raise Invalid("labels", f"the table has no column {missing[0]!r}", f"give it {', '.join(COLUMNS)}")
    return tuple(
        _check(f"row {number}", {name: (row.get(name) or "").removeprefix("'") for name in COLUMNS})
        for number, row in enumerate(rows, start=2)
    )


def _read(where: str, line: str) -> Label:
    try:
        return _known(where, _adapter().validate_json(line))
    except ValidationError as error:
        raise Invalid("labels", f"{where} is no label: {error.errors()[0]['msg']}", "export shows the form") from error


def _check(where: str, row: dict[str, str]) -> Label:
    try:
        return _known(where, _adapter().validate_python(row))
    except ValidationError as error:
        raise Invalid("labels", f"{where} is no label: {error.errors()[0]['msg']}", "export shows the form") from error


def _known(where: str, label: Label) -> Label:
    try:
        rubric = rubric_named(label.dimension)
    except PackBroken as error:
        raise Invalid("labels", f"{where}: {error}", "use a dimension of the rubrics") from error
    if label.level not in (*rubric.names, SKIPPED):
        raise Invalid("labels", f"{where}: {label.level!r} is no level", f"use one of {', '.join(rubric.names)}")
    if label.at.tzinfo is None:
        raise Invalid("labels", f"{where}: its time has no zone", "write it as 2026-11-24T19:00:00Z")
    return label


@cache
def _adapter() -> TypeAdapter[Label]:
    return TypeAdapter(Label)

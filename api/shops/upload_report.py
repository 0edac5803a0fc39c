"""An upload's report as CSV, to be opened beside the file that it is about."""

import csv
import io
from collections.abc import Iterable

from api.spreadsheet import harmless
from conversation.shop_upload import RowNote, ShopUpload

COLUMNS = ("line", "field", "kept", "problem", "remedy")


def report_csv(notes: Iterable[RowNote]) -> str:
    """Return one line for each note."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(COLUMNS)
    lines.writerows(cells_of(note) for note in notes)
    return out.getvalue()


def cells_of(note: RowNote) -> tuple[str, ...]:
    words = (note.field, "no" if note.remedy else "yes", note.problem, note.remedy)
    return str(note.line), *map(harmless, words)


def summary_of(upload: ShopUpload) -> str:
    """Say in a line what became of the rows."""
    parts = [f"{upload.kept:,} of {upload.rows:,} rows kept"]
    parts += [f"{upload.bad:,} left out"] if upload.bad else []
    parts += [f"{upload.doubtful:,} read with a doubt"] if upload.doubtful else []
    return ", ".join(parts) + (f"; {upload.said}" if upload.said else "")

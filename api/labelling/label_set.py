"""A label set: a folder of items and of the labels that people gave them. Nothing that was labelled is ever lost."""

import os
import re
from fcntl import LOCK_EX, flock
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from pydantic import TypeAdapter, ValidationError

from api.labelling.item import Item, in_turns
from api.labelling.label import SKIPPED, Label, newest, read_jsonl, to_line
from conversation.errors import Invalid, Unknown

ITEMS, LABELS = "items.jsonl", "labels.jsonl"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class LabelSet:
    """A folder with the files `items.jsonl` and `labels.jsonl`. Raters of several processes may write at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name

    def items(self) -> tuple[Item, ...]:
        """Return the items in the order in which they are labelled. Raises Invalid for a file of another kind."""
        return _items(self.folder / ITEMS, (self.folder / ITEMS).stat().st_mtime_ns)

    def labels(self) -> tuple[Label, ...]:
        """Return what each rater said last. A line that a lost machine cut off was never promised and is left out."""
        file = self.folder / LABELS
        written = file.read_text(encoding="utf-8") if file.exists() else ""
        return newest(read_jsonl(written[: written.rfind("\n") + 1]))

    def append(self, *labels: Label) -> None:
        """Write labels down; they are on the disk when this returns. Raises Unknown for an item of another set."""
        known = {item.id for item in self.items()}
        for label in labels:
            if label.item not in known:
                raise Unknown("item", label.item)
        with (self.folder / LABELS).open("ab+") as file:
            flock(file, LOCK_EX)
            _cut_torn_line(file)
            file.write("".join(map(to_line, labels)).encode())
            file.flush()
            os.fsync(file.fileno())

    def hash(self, dimension: str) -> str:
        """Return the SHA-256, hex, of what people say of the items in this dimension; skipped ones say nothing."""
        said = sorted(
            f"{label.item} {label.rater} {label.level}"
            for label in self.labels()
            if label.dimension == dimension and label.level != SKIPPED
        )
        return sha256("\n".join(said).encode()).hexdigest()


def write_items(folder: Path, items: tuple[Item, ...]) -> LabelSet:
    """Make a label set, or add items to one; those that it has stay as they are, with their labels."""
    if not _NAME.fullmatch(folder.name):
        raise Invalid("name", f"{folder.name!r} is no name of a label set", "use a-z, 0-9, - and _, at most 40")
    folder.mkdir(parents=True, exist_ok=True)
    known = {item.id: item for item in LabelSet(folder).items()} if (folder / ITEMS).exists() else {}
    merged = known | {item.id: item for item in items if item.id not in known}
    partial = folder / f"{ITEMS}.partial"
    partial.write_bytes(b"".join(_adapter().dump_json(item) + b"\n" for item in merged.values()))
    partial.replace(folder / ITEMS)
    return LabelSet(folder)


def sets_in(folder: Path) -> tuple[LabelSet, ...]:
    """Return the label sets of a folder, by name."""
    return tuple(LabelSet(file.parent) for file in sorted(folder.glob(f"*/{ITEMS}")))


def set_named(folder: Path, name: str) -> LabelSet:
    """Raises Unknown where there is none."""
    if not _NAME.fullmatch(name) or not (folder / name / ITEMS).is_file():
        raise Unknown("label set", name)
    return LabelSet(folder / name)


def _cut_torn_line(file: BinaryIO) -> None:
    """Take out what a lost machine left of a line: nobody was told that it was kept."""
    file.seek(0)
    written = file.read()
    file.truncate(written.rfind(b"\n") + 1)


@lru_cache(maxsize=8)
def _items(file: Path, changed: int) -> tuple[Item, ...]:
    try:
        items = tuple(_adapter().validate_json(line) for line in file.read_bytes().splitlines() if line.strip())
    except ValidationError as error:
        raise Invalid("items", f"{file.name}: {error.errors()[0]['msg']}", "make the label set again") from error
    return in_turns(items)


@cache
def _adapter() -> TypeAdapter[Item]:
    return TypeAdapter(Item)

"""A dialogue: a past conversation as any export tells it, before it is a transcript."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from conversation.errors import TwolaneError
from conversation.message import Author

UTC_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class ImportInvalid(TwolaneError):
    """A file cannot be imported at all."""

    def __init__(self, file: str, why: str) -> None:
        super().__init__(f"{file}: {why}")


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out: where in the file, and why."""

    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


@dataclass(frozen=True, slots=True)
class Line:
    """One text. `author` is CONTACT for the shopper's; None where the export does not say who of us wrote it.

    `tools` are the names of those called before it.
    """

    words: str
    at: datetime
    author: Author | None
    failed: bool = False
    tools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Texts with one shopper, in their order. `with_whom` is whatever the export knows the shopper by."""

    name: str
    with_whom: str
    lines: tuple[Line, ...]
    trial: int = 1


@dataclass(slots=True)
class Imported:
    """What a file held: the good dialogues, and every row that was left out."""

    shape: str
    dialogues: list[Dialogue] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


def read_text(file: Path) -> str:
    """Raises ImportInvalid where the file is missing or no UTF-8."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ImportInvalid(file.name, f"it cannot be read: {error}") from error

"""Lists of numbers that may not be texted, as a port; the files that registries hand out are adapters of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from conversation.errors import Invalid
from conversation.ids import MerchantId
from conversation.ledger import Books
from conversation.number_check import CheckAnswer, CheckKind, NumberCheck


class NumberList(Protocol):
    """The do-not-call registry or the Reassigned Numbers Database, however its data comes."""

    @property
    def kind(self) -> CheckKind: ...

    @property
    def source(self) -> str:
        """Where the data comes from, for the record."""
        ...

    @property
    def drawn_at(self) -> datetime:
        """When the data was drawn: aware UTC."""
        ...

    def answer(self, phone: str) -> CheckAnswer:
        """Say what the list knows of an E.164 number."""
        ...


@dataclass(frozen=True, slots=True)
class DoNotCallList:
    """Numbers that are registered. One that is not listed is clear, where the list covers its area code."""

    numbers: frozenset[str]
    drawn_at: datetime
    source: str
    area_codes: frozenset[str] | None = None
    kind: CheckKind = CheckKind.DO_NOT_CALL

    def answer(self, phone: str) -> CheckAnswer:
        if phone in self.numbers:
            return CheckAnswer.LISTED
        is_covered = self.area_codes is None or phone[2:5] in self.area_codes
        return CheckAnswer.CLEAR if is_covered else CheckAnswer.NO_DATA


@dataclass(frozen=True, slots=True)
class ReassignedList:
    """The database's answers to a query: whether a number has been given up since the day that was asked about."""

    answers: dict[str, CheckAnswer]
    drawn_at: datetime
    source: str
    kind: CheckKind = CheckKind.REASSIGNED

    def answer(self, phone: str) -> CheckAnswer:
        return self.answers.get(phone, CheckAnswer.NO_DATA)


def read_do_not_call(path: Path) -> DoNotCallList:
    """Read a file with a number on each line; `# drawn: 2026-11-20` must say when it was drawn.

    `# area codes: 303 720` limits what it covers. Further columns are ignored. Raises Invalid naming the line.
    """
    file = _File(path)
    numbers = frozenset(phone for phone, _ in file.rows())
    codes = file.heading("area codes")
    return DoNotCallList(numbers, file.drawn_at, path.name, frozenset(codes.split()) if codes else None)


def read_reassigned(path: Path) -> ReassignedList:
    """Read a file with `number,answer` on each line, the answer as the database gives it: yes, no or no data.

    `# drawn: 2026-11-20` must say when it was asked. Raises Invalid naming the line.
    """
    file = _File(path)
    answers = {phone: file.read_answer(cells) for phone, cells in file.rows()}
    return ReassignedList(answers, file.drawn_at, path.name)


def open_number_lists(do_not_call: Path | None, reassigned: Path | None) -> tuple[NumberList, ...]:
    """Read the files that are named. Raises Invalid, naming the line."""
    lists: list[NumberList] = []
    if do_not_call is not None:
        lists.append(read_do_not_call(do_not_call))
    if reassigned is not None:
        lists.append(read_reassigned(reassigned))
    return tuple(lists)


def check_number(books: Books, merchant_id: MerchantId, phone: str, lists: Iterable[NumberList], now: datetime) -> None:
    """Ask every list about `phone` and keep the answers, for the gate to read."""
    for known in lists:
        answer = known.answer(phone)
        books.save_number_check(NumberCheck(merchant_id, phone, known.kind, answer, known.drawn_at, now, known.source))


_ANSWERS = {"yes": CheckAnswer.LISTED, "no": CheckAnswer.CLEAR, "no data": CheckAnswer.NO_DATA}
_HEADING = re.compile(r"#\s*([\w ]+?)\s*:\s*(.*)")


class _File:
    """The lines of a file of numbers: headings that begin with #, and numbers with cells after them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._lines = path.read_text(encoding="utf-8-sig").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise Invalid(str(path), str(error), "name a text file that can be read") from error
        found = (_HEADING.fullmatch(line.strip()) for line in self._lines)
        self._headings = {match[1].lower(): match[2].strip() for match in found if match}

    def heading(self, name: str) -> str:
        return self._headings.get(name, "")

    @property
    def drawn_at(self) -> datetime:
        words = self.heading("drawn")
        try:
            return datetime.strptime(words, "%Y-%m-%d").replace(tzinfo=UTC)
        except ValueError as error:
            raise Invalid(f"{self._path.name}, drawn", f"{words!r} is no day", "write # drawn: 2026-11-20") from error

    def rows(self) -> Iterable[tuple[str, list[str]]]:
        for place, line in enumerate(self._lines, start=1):
            cells = [cell.strip().strip('"') for cell in line.split(",")]
            if not cells[0] or cells[0].startswith("#") or (place == 1 and not any(map(str.isdigit, cells[0]))):
                continue
            digits = re.sub(r"\D", "", cells[0])
            if len(digits) not in (10, 11) or (len(digits) == 11 and digits[0] != "1"):
                raise Invalid(f"{self._path.name}, line {place}", f"{cells[0]!r} is no US number", "write ten digits")
            yield f"+1{digits[-10:]}", [*cells[1:], f"line {place}"]

    def read_answer(self, cells: list[str]) -> CheckAnswer:
        words, place = " ".join(cells[0].lower().replace("_", " ").split()), cells[-1]
        if words not in _ANSWERS:
            raise Invalid(f"{self._path.name}, {place}", f"{cells[0]!r} is no answer", "write yes, no or no data")
        return _ANSWERS[words]

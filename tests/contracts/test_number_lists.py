"""What every list of numbers promises, in memory and from a file."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from compliance.number_lists import (
    DoNotCallList,
    NumberList,
    ReassignedList,
    check_number,
    open_number_lists,
    read_do_not_call,
    read_reassigned,
)
from conversation.errors import Invalid
from conversation.number_check import CheckAnswer, CheckKind
from conversation.store_memory import MemoryLedger

DRAWN = datetime(2026, 11, 20, tzinfo=UTC)
LISTED, CLEAR, ABROAD = "+13035550111", "+13035550122", "+17205550122"


def dnc_in_memory(path: Path) -> NumberList:
    return DoNotCallList(frozenset({LISTED}), DRAWN, "in memory", frozenset({"303"}))


def dnc_in_file(path: Path) -> NumberList:
    path.write_text(f"# drawn: 2026-11-20\n# area codes: 303\n{LISTED}\n(303) 555-0199,Colorado\n", encoding="utf-8")
    return read_do_not_call(path)


def rnd_in_memory(path: Path) -> NumberList:
    return ReassignedList({LISTED: CheckAnswer.LISTED, CLEAR: CheckAnswer.CLEAR}, DRAWN, "in memory")


def rnd_in_file(path: Path) -> NumberList:
    path.write_text(
        f"number,answer\n# drawn: 2026-11-20\n{LISTED},yes,2026-01-01\n3035550122,No\n1-720-555-0122, NO_DATA\n\n",
        encoding="utf-8",
    )
    return read_reassigned(path)


Opening = Callable[[Path], NumberList]
BOTH = pytest.mark.parametrize("opening", [dnc_in_memory, dnc_in_file, rnd_in_memory, rnd_in_file])


@BOTH
def test_a_list_knows_what_it_lists_and_what_it_cannot_tell(tmp_path: Path, opening: Opening) -> None:
    known = opening(tmp_path / "list.csv")
    assert [known.answer(phone) for phone in (LISTED, CLEAR, ABROAD)] == [
        CheckAnswer.LISTED,
        CheckAnswer.CLEAR,
        CheckAnswer.NO_DATA,
    ]
    assert known.drawn_at == DRAWN and known.source


@BOTH
async def test_answers_are_kept_with_the_day_of_the_list(tmp_path: Path, opening: Opening) -> None:
    known, ledger = opening(tmp_path / "list.csv"), MemoryLedger()
    now = datetime(2026, 11, 24, tzinfo=UTC)
    await ledger.write(lambda books: check_number(books, "mer_1", LISTED, [known], now))
    (kept,) = await ledger.read(lambda books: books.number_checks("mer_1", LISTED))
    assert (kept.answer, kept.kind, kept.drawn_at, kept.checked_at) == (CheckAnswer.LISTED, known.kind, DRAWN, now)


def test_a_registry_without_area_codes_covers_every_number(tmp_path: Path) -> None:
    path = tmp_path / "dnc.txt"
    path.write_text(f"# drawn: 2026-11-20\n{LISTED}\n", encoding="utf-8")
    assert read_do_not_call(path).answer(ABROAD) is CheckAnswer.CLEAR


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("3035550111,yes", "drawn"),
        ("# drawn: yesterday\n3035550111,yes", "drawn"),
        ("# drawn: 2026-11-20\n303555,yes", "line 2"),
        ("# drawn: 2026-11-20\n3035550111,yes\nhello,no", "line 3"),
        ("# drawn: 2026-11-20\n3035550111,maybe", "line 2"),
        ("# drawn: 2026-11-20\n3035550111", "line 2"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(tmp_path: Path, words: str, named: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(words, encoding="utf-8")
    with pytest.raises(Invalid, match=named):
        read_reassigned(path)


def test_only_files_that_are_named_are_opened(tmp_path: Path) -> None:
    dnc_in_file(tmp_path / "dnc.txt")
    assert open_number_lists(None, None) == ()
    (known,) = open_number_lists(tmp_path / "dnc.txt", None)
    assert known.kind is CheckKind.DO_NOT_CALL
    with pytest.raises(Invalid, match=r"none\.csv"):
        open_number_lists(None, tmp_path / "none.csv")

"""Exit codes that a release hangs on: 1 and 2 say what was found, never that something was asked wrongly or broke."""

import errno
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.transcript import to_line
from tests.evals.made import clean
from twolane import app


def asked(*words: object) -> tuple[int, str]:
    told = CliRunner().invoke(app, ["evals", *map(str, words)])
    return told.exit_code, told.output


@pytest.fixture
def played(tmp_path: Path) -> Path:
    file = tmp_path / "played.jsonl"
    file.write_bytes(to_line(clean()))
    return file


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("gate", "somewhere"), "--baseline"),
        (("run", "recovery", "--out", "x", "--jobs", "0"), "--jobs"),
        (("gat",), "gat"),
        (("import", "x.csv", "--out", "x", "--as", "film"), "--as"),
        (("import", "x.csv", "--out", "x", "--timezone", "Mars/Phobos"), "--timezone"),
        (("import", "x.csv", "--out", "x", "--region", "Colorado"), "--region"),
    ],
)
def test_what_is_asked_wrongly_is_no_violation(words: tuple[str, ...], why: str) -> None:
    code, told = asked(*words)
    assert code == 3
    assert why in told


def test_a_folder_that_cannot_be_written_is_no_regression(played: Path) -> None:
    code, told = asked("score", played, "--out", played / "x")
    assert code == 3
    assert str(played) in told and "give another" in told


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "make room"),
        (PermissionError(errno.EACCES, "Permission denied", "out"), "out: Permission denied; give a file or folder"),
        (LookupError("ours"), "no verdict on the prompts"),
    ],
)
def test_what_breaks_on_the_way_is_no_regression(
    played: Path, monkeypatch: pytest.MonkeyPatch, broken: Exception, why: str
) -> None:
    def breaks(*_: object) -> None:
        raise broken

    monkeypatch.setattr("evals.command.as_page", breaks)
    code, told = asked("score", played, "--out", played.parent / "out")
    assert code == 3
    assert why in told


def test_no_conversation_at_all_is_told(tmp_path: Path) -> None:
    (file := tmp_path / "empty.jsonl").touch()
    code, told = asked("score", file, "--out", tmp_path / "out")
    assert code == 3
    assert "empty.jsonl: it holds no conversation" in told


def test_the_transcripts_of_a_run_are_not_written_over(played: Path) -> None:
    (run := played.parent / "run").mkdir()
    (run / "plan.json").touch()
    (run / "transcripts.jsonl").write_text("dearly paid for\n")
    code, told = asked("score", played, "--out", run)
    assert (code, (run / "transcripts.jsonl").read_text()) == (3, "dearly paid for\n")
    assert "holds a run of its own" in told


def test_a_transcript_of_another_version_says_so_whatever_else_it_holds(tmp_path: Path) -> None:
    (file := tmp_path / "newer.jsonl").write_text('{"schema_version": 99}\n')
    code, told = asked("score", file, "--out", tmp_path / "out")
    assert code == 3
    assert "newer.jsonl, line 1: it has schema version 99, this reads 1 to 4" in told.replace("\n", "")

"""A release may hang on it: a baseline that somebody blessed, and an exit code that says what came of a run."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from conversation.clock import ScriptedClock
from conversation.message import Purpose
from evals.baseline import read_baseline
from evals.command import score_file, told
from evals.expect import Expect
from evals.folder import COMPARISON, TRANSCRIPTS
from evals.release import bless_run, compare_runs, gate_run
from evals.transcript import PackNote, Transcript, to_line
from tests.evals.made import NOON, changed, clean, sent, with_fields, with_message

NEW = PackNote("recovery", "1.1.0", "new")
AFTER_STOP = with_message(sent(11, "one more thing", 10, Purpose.REPLY))
UNMET = with_fields(expect=Expect.model_validate({"control": "human"}))


def scored(folder: Path, *transcripts: Transcript) -> Path:
    """A folder with scores of these scenarios."""
    folder.mkdir(parents=True)
    named = [replace(one, scenario=f"scenario {number}") for number, one in enumerate(transcripts)]
    (folder / TRANSCRIPTS).write_bytes(b"".join(map(to_line, named)))
    score_file(folder / TRANSCRIPTS, folder)
    return folder


def by_new(transcript: Transcript) -> Transcript:
    """The same conversation by another pack, whose words differ."""
    return changed(3, composed="Happy to take off what you ask for.")(replace(transcript, pack=NEW))


@pytest.fixture
def baseline(tmp_path: Path) -> Path:
    """Six scenarios that are as expected, blessed."""
    file, folder = tmp_path / "b.json", scored(tmp_path / "old", *[clean()] * 6)
    assert bless_run(folder, file, None, "Dana", "the first", ScriptedClock(NOON)) == 0
    return file


def gate(folder: Path, baseline: Path) -> int:
    return told(lambda: gate_run(folder, baseline, None))


def test_the_same_again_is_fine(baseline: Path, tmp_path: Path) -> None:
    assert gate(tmp_path / "old", baseline) == 0


def test_each_exit_code_has_its_reason(baseline: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = by_new(clean())
    assert gate(scored(tmp_path / "lost", *[new] * 5, UNMET(new)), baseline) == 1
    assert "regression: share of plays as expected went from 1.00 to 0.83" in capsys.readouterr().out
    assert gate(scored(tmp_path / "violated", *[new] * 5, AFTER_STOP(new)), baseline) == 2
    assert gate(scored(tmp_path / "broke", *[new] * 5, replace(new, trouble="broke")), baseline) == 3
    assert gate(scored(tmp_path / "deaf", *[replace(clean(), pack=NEW)] * 6), baseline) == 4
    assert "the model does not react to what was changed" in capsys.readouterr().out
    assert "Exit 4: inconclusive" in (tmp_path / "deaf" / COMPARISON).read_text("utf-8")


def test_inconclusive_is_let_pass_where_it_is_asked_for(baseline: Path, tmp_path: Path) -> None:
    deaf = scored(tmp_path / "deaf", *[replace(clean(), pack=NEW)] * 6)
    assert gate_run(deaf, baseline, None, allow_inconclusive=True) == 0
    violated = scored(tmp_path / "violated", *[AFTER_STOP(clean())] * 6)
    assert gate_run(violated, baseline, None, allow_inconclusive=True) == 2


@pytest.mark.parametrize("change", [{"model": "gpt-5-mini"}, {"suite": "other"}])
def test_a_baseline_of_another_suite_or_model_is_a_mistake(
    baseline: Path, tmp_path: Path, change: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert gate(scored(tmp_path / "new", with_fields(**change)(clean())), baseline) == 3
    assert "bless one of its own" in capsys.readouterr().err


def test_what_is_missing_or_broken_is_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, file = scored(tmp_path / "new", clean()), tmp_path / "b.json"
    assert gate(folder, file) == 3
    file.write_text("{}", encoding="utf-8")
    assert gate(folder, file) == 3
    assert "it is no baseline" in capsys.readouterr().err


def test_every_blessing_is_remembered_with_who_and_why(baseline: Path, tmp_path: Path) -> None:
    later = ScriptedClock(NOON + timedelta(days=1))
    folder = scored(tmp_path / "new", *[by_new(clean())] * 6)
    assert bless_run(folder, baseline, None, "Omar", "friendlier words", later) == 0
    moved = read_baseline(baseline)
    assert [(one.by, one.why, one.pack) for one in moved.blessings] == [
        ("Dana", "the first", "recovery 1.0.0 (hash)"),
        ("Omar", "friendlier words", "recovery 1.1.0 (new)"),
    ]
    assert moved.sheet.pack == NEW
    assert moved.blessings[1].at == later.now()


def test_nobody_blesses_a_violation_or_for_no_reason(
    baseline: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, clock = baseline.read_bytes(), ScriptedClock(NOON)
    violated = scored(tmp_path / "violated", AFTER_STOP(clean()))
    broke = scored(tmp_path / "broke", replace(clean(), trouble="broke"))
    assert bless_run(violated, baseline, None, "Dana", "please", clock) == 2
    assert bless_run(broke, baseline, None, "Dana", "please", clock) == 3
    assert told(lambda: bless_run(tmp_path / "old", baseline, None, "Dana", "  ", clock)) == 3
    assert "--why: it is empty" in capsys.readouterr().err
    assert baseline.read_bytes() == before


def test_two_packs_of_one_folder_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = scored(tmp_path / "both", *[clean()] * 3)
    alone = told(lambda: compare_runs(both, None, None))
    assert (alone, "it holds 1 packs" in capsys.readouterr().err) == (3, True)
    with (both / TRANSCRIPTS).open("ab") as file:
        file.write(to_line(replace(by_new(clean()), scenario="scenario 0")))
    score_file(both / TRANSCRIPTS, both)
    assert told(lambda: compare_runs(both, None, None)) == 4, "two scenarios were not played by both"
    assert "recovery 1.0.0 (hash) by rehearsal, then recovery 1.1.0 (new)" in capsys.readouterr().out
    assert told(lambda: compare_runs(both, both, None)) == 3, "which of the two?"
    assert told(lambda: compare_runs(both, both, "recovery 1.1.0 (new)")) == 0

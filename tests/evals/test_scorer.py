"""Scorers of others: a function from a conversation to a score; a broken one neither passes nor counts as zero."""

import csv
import json
import re
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from conversation.errors import Misconfigured
from evals.command import report_folder, score_file
from evals.release import compare_runs
from evals.report import reasons
from evals.score import Verdict, score_one, tally
from evals.scorer import NamedScorer, Score, ScoreState, run_scorer, scorers_in
from evals.transcript import Transcript, to_line
from tests.evals.made import changed, clean

LENGTHS = '''
from evals.scorer import Score, ScoreState
from evals.tone.measure import Passage

def brief(transcript):
    """At most 160 characters a text."""
    texts = transcript.by_ai
    if not texts:
        return Score(None, state=ScoreState.UNSCORED, reason="no text")
    longest = max(texts, key=lambda text: len(text.body))
    size = len(longest.body)
    span = Passage(longest.seq, 0, len(longest.composed), longest.composed)
    return Score(size, size <= 160, (span,), f"text {longest.seq} has {size} characters", 2)

SCORERS = [brief]
'''


def scored(function) -> Score:
    return run_scorer(NamedScorer("made", function), clean())


def crash(transcript: Transcript) -> Score:
    raise LookupError("not there")


@pytest.fixture
def lengths(tmp_path: Path) -> Path:
    file = tmp_path / "lengths.py"
    file.write_text(LENGTHS, encoding="utf-8")
    return file


@pytest.fixture
def played(tmp_path: Path) -> Path:
    file = tmp_path / "transcripts.jsonl"
    file.write_bytes(to_line(clean()) + to_line(changed(3, composed="Hurry, only 2 left! " + "x" * 200)(clean())))
    return file


def test_a_file_lists_its_scorers(lengths: Path) -> None:
    (scorer,) = scorers_in(lengths)
    score = run_scorer(scorer, clean())
    assert (scorer.name, score.passed, score.version, score.state) == ("brief", True, 2, ScoreState.SCORED)
    assert score.spans[0].seq == 1


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (crash, "LookupError: not there"),
        (lambda _: 1.0, "it returned float, not a Score"),
        (lambda _: Score(None), "neither a value nor a pass"),
        (lambda _: Score(float("nan")), "its value is nan"),
        (lambda _: Score(float("inf"), True), "its value is inf"),
        (lambda _: Score(1.0, "no"), "its passed is str"),
        (lambda _: Score(1.0, True, ("here",)), "its spans are no Passage"),
        (lambda _: Score(1.0, True, state="scored"), "its state is 'scored'"),
        (lambda _: sys.exit(0), "SystemExit: 0"),
    ],
)
def test_a_broken_scorer_is_an_error_and_has_no_value(function, why: str) -> None:
    score = scored(function)
    assert (score.state, score.value, score.passed) == (ScoreState.ERROR, None, None)
    assert why in score.reason


def test_what_is_unscored_has_no_value_whatever_the_scorer_says() -> None:
    assert scored(lambda _: Score(0.0, False, state=ScoreState.UNSCORED)).value is None


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("x = 1", "lists no functions in SCORERS"),
        ("1/0", "cannot be run: ZeroDivisionError"),
        ("SCORERS = [1]", "no function"),
        ("raise SystemExit(0)", "cannot be run: SystemExit: 0"),
    ],
)
def test_a_file_that_is_of_no_use_says_why(tmp_path: Path, code: str, why: str) -> None:
    file = tmp_path / "bad.py"
    file.write_text(code, encoding="utf-8")
    with pytest.raises(Misconfigured, match=why):
        scorers_in(file)


def test_two_scorers_by_one_name_hide_nothing(lengths: Path, played: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert score_file(played, played.parent / "out", scorers=(lengths, lengths)) == Verdict.UNJUDGED
    assert "there are two by the name 'brief'" in capsys.readouterr().err


def test_the_command_prints_tone_and_passages_and_exits_by_the_scorers(lengths: Path, played: Path) -> None:
    from twolane import app

    told = CliRunner().invoke(app, ["evals", "tone", str(played), "--scorers", str(lengths)])
    assert told.exit_code == 1
    assert "0.17  sentences that press a text (6)" in told.output
    assert "Hurry, only 2 left" in told.output
    assert "brief: mean" in told.output and "2 scored, 0 unscored, 0 error, 1 failed" in told.output


def test_the_command_holds_texts_against_a_brand(tmp_path: Path, played: Path) -> None:
    from twolane import app

    (exemplars := tmp_path / "brand.txt").write_text("Take your time.\nHappy to help.\nNo rush at all.\n")
    (persona := tmp_path / "persona.yaml").write_text("tone: {bold: -2}\nblocked: [hurry]\n")
    told = CliRunner().invoke(
        app, ["evals", "tone", str(played), "--exemplars", str(exemplars), "--persona", str(persona)]
    )
    assert told.exit_code == 0, told.output
    assert "distance to the brand's exemplars" in told.output and "fit to the slider bold" in told.output
    assert "hurry" in told.output


@pytest.mark.parametrize("option", ["--exemplars", "--persona", "--scorers"])
def test_a_file_that_is_not_there_is_3(option: str, played: Path) -> None:
    from twolane import app

    assert CliRunner().invoke(app, ["evals", "tone", str(played), option, "nowhere"]).exit_code == 3


def test_scorers_count_in_scores_report_and_comparison(
    lengths: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, out = tmp_path / "before", tmp_path / "out"
    (tmp_path / "first.jsonl").write_bytes(to_line(clean()) * 2)
    played = tmp_path / "played.jsonl"
    played.write_bytes(to_line(clean()) + to_line(changed(3, composed="x" * 220)(clean())))
    assert score_file(tmp_path / "first.jsonl", before, (), (lengths,)) == 0
    assert score_file(played, out, (), (lengths,)) == 1, "a scorer that did not pass is an expectation that was missed"
    said = capsys.readouterr().out
    assert re.search(r"brief\s+1 of 2, mean 177\.50", said)
    assert "the scorer brief did not pass it: text 3 has 220 characters" in said
    figures = json.loads((out / "report.json").read_text("utf-8"))["packs"][0]["scorers"]["brief"]
    assert (figures["passed"], figures["failed"], figures["mean"]) == (1, 1, 177.5)
    first, second = csv.DictReader((out / "report.csv").read_text("utf-8").splitlines())
    assert (first["scorer.brief"], second["scorer.brief"]) == ("135.0000", "220.0000")
    assert report_folder(out) == 1, "it is in the scores, not only in the report"
    assert f"<mark>{'x' * 220}</mark>" in (out / "report.html").read_text("utf-8")
    compare_runs(before, out, None)
    assert re.search(r"scorer\.brief\s+135\.00\s+177\.50", capsys.readouterr().out)


def test_a_scorer_that_broke_makes_the_play_unjudged() -> None:
    scored = score_one(clean(), scorers=(NamedScorer("made", crash),))
    assert scored.verdict is Verdict.UNJUDGED
    assert list(reasons(scored.card())) == ["the scorer made broke: LookupError: not there"]


def test_an_unscored_play_is_neither_passed_nor_zero() -> None:
    idle = NamedScorer("idle", lambda _: Score(None, state=ScoreState.UNSCORED, reason="no text"))
    scores = score_one(clean(), scorers=(idle,))
    assert scores.verdict is Verdict.GOOD
    (pack,) = tally([scores.card()]).packs
    assert str(pack.scorers["idle"]) == "1 unscored"

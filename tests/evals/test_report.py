"""The report says what was found, honestly, and needs nothing else to be read."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest

import evals.conversations
from agent.rehearsal import REHEARSAL as THE_REHEARSAL_MODEL
from conversation.message import Purpose
from evals.card import Card
from evals.checks import CHECKS
from evals.checks.check import Check, Finding
from evals.command import report_folder, score_file
from evals.expect import Expect
from evals.folder import SCORES, TRANSCRIPTS
from evals.junit import as_junit
from evals.page import as_page
from evals.report import NOT_AN_LLM, REHEARSAL, as_markdown, as_text, no_llms
from evals.score import SuiteScore, score
from evals.summary import as_json
from evals.table import as_csv
from evals.transcript import PackNote, Transcript, to_line
from tests.evals.made import changed, clean, sent, with_fields, with_message

AFTER_STOP = with_message(sent(11, "one more thing", 10, Purpose.REPLY))
FILES = {TRANSCRIPTS, SCORES, "report.md", "report.html", "report.json", "report.csv", "junit.xml"}
OTHER = with_fields(pack=PackNote("recovery_brief", "1.0.0", "other"))


def page_of(scored: SuiteScore, transcript: Transcript | None = None) -> str:
    def transcript_of(card: Card) -> Transcript:
        return transcript or clean()

    return as_page(scored, transcript_of)


def crash(transcript: Transcript) -> Iterator[Finding]:
    raise LookupError("not there")
    yield Finding(1)


def test_packs_stand_side_by_side() -> None:
    text = as_text(score([clean(), OTHER(clean())]))
    assert re.search(r"recovery 1\.0\.0 \(hash\)\s+recovery_brief 1\.0\.0 \(other\)", text)
    assert re.search(r"stop\.nothing_after v1\s+1 of 1\s+1 of 1", text)


def test_a_violation_is_told_with_check_text_and_reason() -> None:
    text = as_text(score([AFTER_STOP(clean())]))
    assert "COMPLIANCE VIOLATION: made up" in text
    assert "stop.nothing_after, text 11: a reply text by ai after the opt-out" in text


def test_a_missed_expectation_is_told() -> None:
    unmet = with_fields(expect=Expect.model_validate({"control": "human"}))
    assert "control: wanted human, got ai" in as_text(score([unmet(clean())]))


def test_a_crash_is_told_apart_from_a_pass_and_a_violation() -> None:
    text = as_text(score([clean()], (*CHECKS, Check("made.broken", 3, "a test", crash))))
    assert re.search(r"made\.broken v3\s+0 of 1, 1 crashed", text)
    assert "the check made.broken crashed: LookupError: not there" in text
    assert "could not be judged: made up" in text


def test_nothing_to_look_at_is_a_dash() -> None:
    text = as_text(score([with_fields(messages=(), events=())(clean())]))
    assert re.search(r"hours\.quiet v2\s+-\n", text)


@pytest.mark.parametrize("render", [as_text, as_markdown, page_of])
def test_the_rehearsal_model_is_never_taken_for_an_llm(render: Callable[[SuiteScore], str]) -> None:
    assert NOT_AN_LLM in render(score([clean()]))
    assert NOT_AN_LLM not in render(score([with_fields(model="gpt-5-mini")(clean())]))
    assert REHEARSAL == THE_REHEARSAL_MODEL


def test_the_page_loads_nothing_and_escapes_what_shoppers_write() -> None:
    hostile = changed(2, composed="<script>alert(1)</script>")(clean())
    page = page_of(score([hostile]), hostile)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"(?:src|href)=", page)
    assert "url(" not in page


def test_the_page_shows_every_text_with_its_label() -> None:
    page = page_of(score([clean()]))
    assert "a 15 inch laptop fits well." in page
    assert page.count(">P2P<") == 1
    assert page.count(">A2P<") == 5


def test_a_file_of_transcripts_is_scored_and_reported_without_playing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / TRANSCRIPTS, tmp_path / "out"
    file.write_bytes(to_line(clean()))
    assert score_file(file, out) == 0
    file.write_bytes(to_line(clean()) + to_line(AFTER_STOP(clean())))
    assert report_folder(out) == 0, "the folder has what it needs, whatever becomes of the file"
    assert score_file(file, out) == report_folder(out) == 2
    assert {path.name for path in out.iterdir()} == FILES
    assert "COMPLIANCE VIOLATION" in capsys.readouterr().out


def test_only_the_named_checks_are_applied(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / TRANSCRIPTS
    file.write_bytes(to_line(AFTER_STOP(clean())))
    assert score_file(file, tmp_path, ("hours.quiet",)) == 0
    assert score_file(file, tmp_path, ("stop.nothing_after",)) == 2
    assert score_file(file, tmp_path, ("stop.nothing",)) == 3
    assert "there is no check 'stop.nothing'; use some of: introduction.first_text" in capsys.readouterr().err


def test_a_folder_without_scores_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report_folder(tmp_path) == 3
    assert "scores.jsonl: there is none; score the transcripts again" in capsys.readouterr().err


UNMET = with_fields(expect=Expect.model_validate({"control": "human"}), scenario="unmet")
BROKE = with_fields(trouble="NotPlayable: no cart", scenario="broke")


def test_junit_tells_failures_from_errors_and_survives_any_text() -> None:
    odd = with_fields(scenario="odd \x00 <&> \U0001f6d2")
    root = ElementTree.fromstring(as_junit(score([clean(), UNMET(clean()), BROKE(clean()), odd(AFTER_STOP(clean()))])))
    (suite,) = root
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("4", "2", "1")
    assert [[told.get("type") for told in case] for case in suite] == [[], ["missed"], ["unjudged"], ["violated"]]
    assert suite[3].get("name") == "odd \ufffd <&> \U0001f6d2"


def test_csv_leaves_empty_what_has_nothing_to_measure() -> None:
    silent = with_fields(messages=(), scenario="=1+1")
    first, second = csv.DictReader(StringIO(as_csv(score([clean(), silent(clean())]))))
    assert (first["verdict"], float(first["segments"])) == ("good", 1.0)
    assert (second["scenario"], second["segments"]) == ("'=1+1", ""), "a spreadsheet must not reckon it out"


def test_json_has_shares_with_intervals_of_what_was_judged() -> None:
    transcripts = [with_fields(trial=trial)(clean()) for trial in (1, 2)]
    told = json.loads(as_json(score([*transcripts, UNMET(clean()), BROKE(clean())])))
    (pack,) = told["packs"]
    assert pack["verdicts"] == {"GOOD": 2, "MISSED": 1, "VIOLATED": 0, "UNJUDGED": 1, "SET_ASIDE": 0}
    assert pack["as_expected"]["value"] == pytest.approx(2 / 3)
    assert pack["as_expected"]["low"] < 2 / 3 < pack["as_expected"]["high"]
    assert pack["pass_hat"] == {"1": 0.5, "2": 1.0}, "of two scenarios that were judged, one was played twice"


def test_trials_are_told_as_pass_hat_k() -> None:
    text = as_text(score([with_fields(trial=trial)(clean()) for trial in (1, 2)]))
    assert re.search(r"pass\^2: 2 of 2 as expected\s+1\.00", text)
    assert re.search(r"share as expected \(95 % interval\)\s+1\.00 \(0\.34-1\.00\)", text)


def test_the_page_marks_what_presses_and_what_is_wrong() -> None:
    hasty = changed(3, composed="Hurry <now>, it ends soon!")(AFTER_STOP(clean()))
    page = page_of(score([hasty]), hasty)
    assert re.search(r"<mark>[^<]*Hurry[^<]*</mark>", page)
    assert '<div class="text out bad">' in page
    assert "Hurry &lt;now&gt;" in page.replace("<mark>", "").replace("</mark>", "")


def test_the_page_holds_a_thousand_conversations_and_those_first_that_are_not_as_expected() -> None:
    many = [with_fields(scenario=f"scenario {number}")(clean()) for number in range(3)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evals.conversations, "MOST_SHOWN", 2)
        page = page_of(score([*many, UNMET(clean())]))
    assert "2 of 4 are left out here" in page
    assert [name in page for name in ("unmet", "scenario 0", "scenario 1")] == [True, True, False]


def test_tone_is_left_out_where_nobody_asks_for_it(tmp_path: Path) -> None:
    file = tmp_path / TRANSCRIPTS
    file.write_bytes(to_line(clean()))
    assert score_file(file, tmp_path, with_tone=False) == 0
    (pack,) = json.loads((tmp_path / "report.json").read_text("utf-8"))["packs"]
    assert set(pack["tone"].values()) == {None}


def test_every_model_that_is_no_llm_is_told_to_be_none() -> None:
    assert [line.split(",")[0] for line in no_llms(["stochastic:7", "rehearsal", "gpt-5-mini"])] == [
        "Rehearsal model",
        "Stochastic test model",
    ]
    assert list(no_llms(["gpt-5-mini"])) == []

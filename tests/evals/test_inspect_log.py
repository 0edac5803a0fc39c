"""A scored folder becomes logs that Inspect AI reads: every play, text, event, score and cost."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from conversation.event import EventKind
from conversation.message import Purpose
from evals.call import CallNote
from evals.command import score_file
from evals.expect import Expect
from evals.exporting.inspect_log import export_to_inspect
from evals.transcript import PackNote, Transcript, to_line
from tests.evals.made import at, changed_event, clean, sent, with_fields, with_message

NOW = datetime(2026, 11, 28, 5, 0, tzinfo=UTC)
CALLS = (
    CallNote(1, at(1), "gpt-5-mini", 400, tokens_in=900, cached=500, tokens_out=40, micros=1_250),
    CallNote(2, at(2), "gpt-5-mini", 600, tokens_in=100, tokens_out=10, micros=250),
)
AFTER_STOP = with_message(sent(11, "one more thing", 10, Purpose.REPLY))
UNMET = with_fields(expect=Expect.model_validate({"control": "human"}), scenario="unmet")
BROKE = with_fields(trouble="NotPlayable: no cart", scenario="broke")
CALLED = changed_event(3, details={"name": "offer_discount", "arguments": '{"percent": 10}', "outcome": "SAVE10"})
OTHER = with_fields(pack=PackNote("recovery_brief", "1.0.0", "other"), scenario="sells on")


def exported(folder: Path, *transcripts: Transcript) -> list[Path]:
    file = folder / "in.jsonl"
    file.write_bytes(b"".join(map(to_line, transcripts)))
    score_file(file, folder / "scored")
    return sorted(export_to_inspect(folder / "scored", folder / "logs", NOW))


@pytest.fixture
def logs(tmp_path: Path) -> list[Path]:
    paid = CALLED(with_fields(calls=CALLS)(clean()))
    return exported(tmp_path, paid, replace(paid, trial=2), UNMET(clean()), BROKE(clean()), OTHER(AFTER_STOP(clean())))


def test_each_pack_is_a_log_by_inspects_rules_of_names(logs: list[Path]) -> None:
    ours, other = (json.loads(file.read_bytes()) for file in logs)
    assert all(file.name.startswith("2026-11-28T05-00-00_made-recovery") for file in logs)
    assert [log["eval"]["task_args"]["pack"] for log in (ours, other)] == ["recovery", "recovery_brief"]
    assert (ours["version"], ours["status"], ours["eval"]["task"]) == (2, "success", "made")
    assert ours["eval"]["dataset"] == {"name": "made", "samples": 3, "sample_ids": ["made up", "unmet", "broke"]}
    assert "not an LLM" in " ".join(ours["eval"]["metadata"]["notes"])


def test_what_was_not_judged_has_no_score_and_a_trial_is_an_epoch(logs: list[Path]) -> None:
    samples = json.loads(logs[0].read_bytes())["samples"]
    assert [(one["id"], one["epoch"]) for one in samples] == [
        ("made up", 1),
        ("made up", 2),
        ("unmet", 1),
        ("broke", 1),
    ]
    assert [one["scores"].get("as_expected", {}).get("value") for one in samples] == ["C", "C", "I", None]
    assert samples[2]["scores"]["as_expected"]["explanation"] == "control: wanted human, got ai"
    assert samples[3]["error"]["message"] == "NotPlayable: no cart"
    (other,) = json.loads(logs[1].read_bytes())["samples"]
    assert other["scores"]["stop.nothing_after"]["value"] == "I"
    assert "text 11" in other["scores"]["stop.nothing_after"]["explanation"]


def test_results_are_shares_with_intervals_of_what_was_judged(logs: list[Path]) -> None:
    results = json.loads(logs[0].read_bytes())["results"]
    assert (results["total_samples"], results["completed_samples"]) == (4, 3)
    first = results["scores"][0]
    assert (first["name"], first["scored_samples"], first["unscored_samples"]) == ("as_expected", 3, 1)
    figures = {name: metric["value"] for name, metric in first["metrics"].items()}
    assert figures["accuracy"] == pytest.approx(2 / 3)
    assert figures["low"] < 2 / 3 < figures["high"]


def test_texts_and_events_are_in_the_ledgers_order_with_author_and_label(logs: list[Path]) -> None:
    messages = json.loads(logs[0].read_bytes())["samples"][0]["messages"]
    texts = [message for message in messages if "seq" in message["metadata"]]
    assert [text["metadata"]["seq"] for text in texts] == list(range(1, 11))
    assert {text["metadata"].get("label") for text in texts if text["role"] == "user"} == {None}
    assert texts[5]["metadata"]["label"] == "P2P" and texts[5]["content"].startswith("Dana here, a person at")
    called = next(place for place, message in enumerate(messages) if message["tool_calls"])
    assert messages[called]["tool_calls"][0]["arguments"] == {"percent": 10}
    assert messages[called - 1]["content"] == "too expensive"
    assert any(message["content"].startswith(f"{EventKind.TAKEN_OVER}: name Dana") for message in messages)


def test_cost_and_tokens_are_those_that_were_noted(logs: list[Path]) -> None:
    first, *_, broke = json.loads(logs[0].read_bytes())["samples"]
    usage = first["model_usage"]["gpt-5-mini"]
    assert (usage["input_tokens"], usage["input_tokens_cache_read"], usage["output_tokens"]) == (500, 500, 50)
    assert (usage["total_tokens"], usage["total_cost"], first["working_time"]) == (1_050, 0.0015, 1.0)
    assert (broke["model_usage"], broke["working_time"]) == ({}, None)


def test_inspect_itself_reads_it(logs: list[Path]) -> None:
    inspect_log: Any = pytest.importorskip("inspect_ai.log", reason="inspect-ai is not installed (extra `bench`)")
    found = inspect_log.list_eval_logs(str(logs[0].parent))
    assert len(found) == 2
    log = inspect_log.read_eval_log(str(logs[0]))
    assert log.samples[0].scores["as_expected"].value == "C"
    assert log.results.scores[0].metrics["accuracy"].value == pytest.approx(2 / 3)
    assert inspect_log.read_eval_log(str(logs[0]), header_only=True).eval.model == "rehearsal"

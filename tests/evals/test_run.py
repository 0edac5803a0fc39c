"""Suites played through the real turn: what is recorded, and which exit code it earns."""

from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml

import compliance.gate
from compliance.rules import CHECKS as RULES
from conversation.message import Author, TrafficType
from evals.checks import CHECKS
from evals.checks.check import State
from evals.command import run_suite
from evals.folder import TRANSCRIPTS
from evals.score import Scored, score_one
from evals.suite import load_suite
from evals.transcript import Transcript, read_transcripts
from prompts.renderer import load_pack

SHOPPER = {"name": "Ivan Santos", "phone": "+12125550112", "region": "NY", "timezone": "America/New_York"}
TAKEOVER: dict[str, Any] = {
    "name": "a takeover",
    "shopper": SHOPPER,
    "start": "2026-11-24 11:00",
    "steps": [
        {"advance": "30m"},
        {"shopper": "how long does standard delivery take? I need a human"},
        {"person": "Usually three days to your part of town, I would say."},
        {"hand_back": "done"},
        {"shopper": "what is in my cart?"},
    ],
    "expect": {
        "events": ["control.taken_over", "exchange.relabelled", "control.handed_back"],
        "texts": [{"nth": -2, "label": "P2P", "author": "human"}, {"nth": -1, "label": "A2P", "says": "automated"}],
        "control": "ai",
    },
}
NIGHT: dict[str, Any] = {
    "name": "a night",
    "shopper": SHOPPER,
    "start": "2026-11-24 20:45",
    "steps": [{"advance": "13h"}],
    "expect": {"reminders": 1},
}


@pytest.fixture(autouse=True)
def rehearsing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine counts: neither its environment nor an .env file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TWOLANE_MODEL", "rehearsal")


def run(folder: Path, *scenarios: dict[str, Any], packs: tuple[str, ...] = ("recovery",)) -> int:
    suite = folder / "made.yaml"
    suite.write_text(yaml.safe_dump({"name": "made", "scenarios": list(scenarios)}), encoding="utf-8")
    return run_suite(suite, folder / "out", packs)


def played(folder: Path) -> list[Transcript]:
    return list(read_transcripts(folder / "out" / TRANSCRIPTS))


def test_a_suite_is_played_recorded_and_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, TAKEOVER, NIGHT) == 0
    takeover, night = played(tmp_path)
    assert takeover.pack.hash == load_pack("recovery").hash
    assert {text.author for text in takeover.left} == {Author.AI, Author.TEMPLATE, Author.HUMAN}
    assert [text.traffic_type for text in takeover.left].count(TrafficType.P2P) == 1
    assert all(text.verdict == "allow" and text.rulebook and text.left_at for text in takeover.left)
    assert {text.prompt_hash for text in takeover.by_ai} == {takeover.pack.hash}
    assert night.left[0].left_at is not None
    assert night.left[0].left_at.hour == 13, "8 in New York is 13 in UTC"
    assert (tmp_path / "out" / "report.html").is_file()
    assert "rehearsal model, not an llm" in capsys.readouterr().out.lower()


def test_packs_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, NIGHT, packs=("recovery", "recovery_brief")) == 0
    assert [transcript.pack.name for transcript in played(tmp_path)] == ["recovery", "recovery_brief"]
    assert f"recovery_brief {load_pack('recovery_brief').version}" in capsys.readouterr().out


def test_a_missed_expectation_exits_1(tmp_path: Path) -> None:
    assert run(tmp_path, NIGHT | {"expect": {"reminders": 0}}) == 1


def test_a_gate_without_quiet_hours_exits_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The violation is planted in the gate itself: the check sees it in the transcript alone."""
    lax = {rule: check for rule, check in RULES.items() if rule != "quiet_hours.federal"}
    monkeypatch.setattr(compliance.gate, "CHECKS", MappingProxyType(lax))
    assert run(tmp_path, NIGHT) == 2
    (scored,) = map(score_one, played(tmp_path))
    assert [result.check for result in scored.results if result.violations] == ["hours.quiet"]


def test_a_scenario_that_cannot_be_played_exits_3_and_the_others_are_played(tmp_path: Path) -> None:
    impossible = NIGHT | {"name": "impossible", "steps": [{"hand_back": None}]}
    assert run(tmp_path, impossible, NIGHT) == 3
    first, second = played(tmp_path)
    assert first.trouble == "NotPlayable: no person has control; put a person's text before it"
    assert second.trouble is None


def test_nobody_by_that_name_works_there(tmp_path: Path) -> None:
    assert run(tmp_path, NIGHT | {"steps": [{"person": {"text": "hi", "by": "Zoe"}}]}) == 3
    assert "use one of: Dana, Omar" in str(played(tmp_path)[0].trouble)


def test_a_broken_suite_exits_3_and_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, NIGHT | {"start": "noon"}) == 3
    assert "a night: start:" in capsys.readouterr().err


def test_an_unknown_pack_exits_3_and_leaves_an_earlier_report_alone(tmp_path: Path) -> None:
    assert run(tmp_path, NIGHT) == 0
    assert run(tmp_path, NIGHT, packs=("nowhere",)) == 3
    assert len(played(tmp_path)) == 1


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scored, ...]:
    """The shipped suite, played once with the rehearsal model."""
    out = tmp_path_factory.mktemp("shipped")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.chdir(out)
        monkeypatch.setenv("TWOLANE_MODEL", "rehearsal")
        run_suite("recovery", out)
    return tuple(map(score_one, read_transcripts(out / TRANSCRIPTS)))


def test_the_shipped_suite_is_played_whole_and_meets_its_expectations(shipped: tuple[Scored, ...]) -> None:
    assert [one.transcript.scenario for one in shipped] == [one.name for one in load_suite("recovery").scenarios]
    told = {one.transcript.scenario: [str(miss) for miss in one.missed] or one.trouble for one in shipped}
    assert {scenario: why for scenario, why in told.items() if why} == {}


def test_the_shipped_suite_gives_every_check_something_to_look_at(shipped: tuple[Scored, ...]) -> None:
    seen = {result.check for one in shipped for result in one.results if result.state is not State.IDLE}
    assert seen == {check.id for check in CHECKS}


def test_the_shipped_suite_breaks_no_rule(shipped: tuple[Scored, ...]) -> None:
    assert violations(shipped) == set()


def violations(scored: tuple[Scored, ...]) -> set[str]:
    """The checks that were violated or crashed."""
    bad = (State.VIOLATED, State.CRASHED)
    return {result.check for one in scored for result in one.results if result.state in bad}

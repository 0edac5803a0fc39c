"""The five-minute guide: its commands can be typed as they stand."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.urgency import pushes
from twolane import app

ROOT = Path(__file__).parents[2]


def commands() -> list[list[str]]:
    guide = (ROOT / "docs/evaluation.md").read_text("utf-8").partition("## The stages")[0]
    lines = re.findall(r"^\.venv/bin/twolane (.*)$", guide, flags=re.MULTILINE)
    return [shlex.split(line) for line in lines]


def test_the_guide_walks_from_a_run_to_the_gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    walk = commands()
    assert [" ".join(command[:2]) for command in walk] == ["evals run", "evals bless", "evals run", "evals gate"]
    for shown in ("evals", "examples"):
        (tmp_path / shown).symlink_to(ROOT / shown)
    monkeypatch.chdir(tmp_path)
    codes = []
    for command in walk:
        quick = [*command, "--sample", "3", "--seed", "1"] if command[1] == "run" else command
        codes.append(CliRunner().invoke(app, [word if word != "4" else "1" for word in quick]).exit_code)
    assert codes[:3] == [0, 0, 0]
    assert codes[3] in (0, 1, 4)
    assert (tmp_path / "after/report.html").is_file() and (tmp_path / "after/comparison.md").is_file()


def test_what_is_marked_in_the_pushier_pack_is_what_presses() -> None:
    phrases = (ROOT / "examples/pushier/phrases.j2").read_text("utf-8")
    said = (
        phrases.replace("{% if expires %}", "").replace("{% endif %}", "").replace("{{ expires }}", "Wed 25 Nov 10:30")
    )
    offer = said.replace("{{ code }}", "SAVE5-AQ9EK").replace("{{ percent }}", "5").splitlines()[3]
    assert offer.startswith("Come on")
    assert [push.words for push in pushes(offer)] == ["be smart and buy it today"]
    assert "be smart and buy it today" in (ROOT / "docs/evaluation.md").read_text("utf-8")

"""With the network cut and no key, `kill -9` in the middle of a run and a resume come to the scores of a whole run."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.settings import Settings
from evals.cassettes.mode import Mode
from evals.command import run_wishes
from evals.folder import SCORES, TRANSCRIPTS
from evals.matrix import Wishes
from evals.plan import Plan
from evals.run import Manner, note_of_pack, play_into
from evals.suite import SHIPPED, load_suite
from evals.transcript import Transcript, read_transcripts
from prompts.renderer import load_pack
from tests.evals.test_playing import without_timings
from tests.thinking_server import NativeServer

ROOT = Path(__file__).parents[2]
SCENARIO = {
    "shopper": {"name": "Ivan Santos", "phone": "+12125550112", "region": "NY", "timezone": "America/New_York"},
    "start": "2026-11-24 11:00",
    "steps": [{"advance": "30m"}, {"shopper": "that is too expensive"}],
    "expect": {"offers": 1},
}


def start(suite: Path, out: Path, told: dict[str, Any]) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TWOLANE_", "OPENAI_"))}
    script = str(Path(__file__).with_name("offline_run.py"))
    return subprocess.Popen(
        [sys.executable, script, str(suite), str(out), json.dumps(told)],
        env=kept | {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"},
        cwd=suite.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def finish(suite: Path, out: Path, told: dict[str, Any]) -> str:
    """Run to the end; return what was printed."""
    process = start(suite, out, told)
    printed, _ = process.communicate()
    assert process.returncode == 0, printed
    return printed


def kill_after(lines: int, suite: Path, out: Path, told: dict[str, Any]) -> int:
    """Kill a run once so many transcripts are written; return how many whole ones it left."""
    process, file = start(suite, out, told), out / TRANSCRIPTS
    while not file.exists() or file.read_bytes().count(b"\n") < lines:
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return file.read_bytes().count(b"\n")


def refuse(*args: object) -> None:
    raise OSError("the network is cut")


def played(out: Path) -> list[Transcript]:
    return [without_timings(one) for one in read_transcripts(out / TRANSCRIPTS)]


def scores(out: Path) -> list[dict[str, Any]]:
    """The lines of scores, but for where their transcripts are: a real millisecond has more or fewer digits."""
    rows = [json.loads(line) for line in (out / SCORES).read_text().splitlines()]
    return [{**row, "place": 0} for row in rows]


@pytest.mark.slow
def test_a_killed_run_ends_with_the_scores_of_an_undisturbed_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    suite = tmp_path / "made.yaml"
    rows = [SCENARIO | {"name": name} for name in ("one", "two", "three")]
    suite.write_text(yaml.safe_dump({"name": "made", "scenarios": rows}), encoding="utf-8")
    told = {"jobs": 3, "packs": ["recovery"], "model": "stochastic:4", "trials": 2, "seed": 3}
    left = kill_after(1, suite, tmp_path / "killed", told)
    assert 1 <= left < 6
    wishes = Wishes(("recovery",), ("stochastic:4",), trials=2, seed=3, manner=Manner(jobs=3))
    assert run_wishes(suite, tmp_path / "killed", wishes) == 0
    assert f"{left} of 6 had been played" in capsys.readouterr().out
    assert run_wishes(suite, tmp_path / "whole", replace(wishes, manner=Manner())) == 0
    assert scores(tmp_path / "killed") == scores(tmp_path / "whole")
    assert played(tmp_path / "killed") == played(tmp_path / "whole")
    assert len(scores(tmp_path / "whole")) == 6


@pytest.mark.prove
@pytest.mark.timeout(900)
async def test_a_whole_suite_killed_again_and_again_comes_to_the_same(tmp_path: Path) -> None:
    """Recorded over OpenAI's wire and replayed by the process that is killed: two packs, two trials, eight at once."""
    suite, packs = SHIPPED / "recovery.yaml", ("recovery", "recovery_brief")
    cassettes = tmp_path / "cassettes"
    for pack in packs:
        with NativeServer(load_pack(pack)) as server:
            settings = Settings(_env_file=None, model="openai:fake-1", openai_base_url=server.url, openai_api_key="key")
            plan = Plan(load_suite(suite), {pack: note_of_pack(pack)}, settings, trials=2)
            await play_into(tmp_path / "recorded" / pack, plan, Manner(4, cassettes=cassettes, mode=Mode.RECORD))
    told = {"jobs": 8, "packs": packs, "model": "openai:fake-1", "trials": 2, "cassettes": str(cassettes)}
    total = 2 * 2 * len(load_suite(suite).scenarios)
    left = [kill_after(lines, suite, tmp_path / "killed", told) for lines in (3, total // 3, total // 2, total - 20)]
    assert left == sorted(left) and left[-1] < total
    finish(suite, tmp_path / "killed", told)
    finish(suite, tmp_path / "whole", told | {"jobs": 1})
    print(f"\n{total} plays, killed after {', '.join(map(str, left))}")
    assert scores(tmp_path / "killed") == scores(tmp_path / "whole")
    assert played(tmp_path / "killed") == played(tmp_path / "whole")
    recorded = [one for pack in packs for one in played(tmp_path / "recorded" / pack)]
    as_replayed = [replace(one, calls=tuple(replace(call, replayed=True) for call in one.calls)) for one in recorded]
    assert played(tmp_path / "whole") == as_replayed

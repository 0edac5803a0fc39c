"""What playing a conversation of five model calls costs, beside Inspect's bare five generate() calls in the same run.

Ours is `twolane evals run` as people run it: webhooks, gate, ledger, outbox and tools for every conversation,
transcripts on the disk, then scores and all reports. The model takes no time (the rehearsal model). CPU time is the
whole process's, its start included. Inspect is a program of an environment of its own:

    python -m venv /tmp/inspect && /tmp/inspect/bin/pip install inspect-ai==0.3.285
    python -m bench.evals_live --inspect /tmp/inspect/bin/inspect
"""

import argparse
import json
import os
import platform
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.spent import spent_by
from evals.folder import TRANSCRIPTS
from evals.transcript import read_transcripts

SUITE = Path(__file__).with_name("five_calls.yaml")
TASK = Path(__file__).with_name("peers") / "inspect_live.py"
CALLS = 5
PACKAGES = ("langchain-core", "fastapi", "httpx", "pydantic", "jinja2")
LEAST_RATIO, AIM = 0.7, 1.0
"""Conversations per CPU-second, ours to Inspect's."""
MOST_GROWTH = 4.4
"""What four times as many conversations may cost, in times the cost."""
ELSEWHERE = {"inspect-ai 0.3.285, five generate() calls": 43}
"""Conversations per CPU-second on another 2-core machine, 2026-11-23, 1,000 samples."""


@dataclass(frozen=True, slots=True)
class Run:
    """One process: how many conversations, and what they took."""

    conversations: int
    cpu_seconds: float
    peak_mb: int

    @property
    def per_cpu_second(self) -> float:
        return self.conversations / self.cpu_seconds

    def told(self) -> dict[str, float]:
        return {
            "conversations": self.conversations,
            "cpu_seconds": round(self.cpu_seconds, 2),
            "per_cpu_second": round(self.per_cpu_second, 1),
            "peak_mb": self.peak_mb,
        }


def ours(count: int) -> Run:
    """Play `count` conversations. Raises AssertionError where one was not what it should be."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "twolane", "evals", "run", str(SUITE), "--out", folder, "--trials", str(count)]
        run = measured(command, count, {"TWOLANE_MODEL": "rehearsal"})
        played = list(read_transcripts(Path(folder) / TRANSCRIPTS))
        assert len(played) == count and all(len(one.calls) == CALLS for one in played), "not five calls each"
    return run


def inspect(program: Path, count: int) -> Run:
    """Run Inspect's task with `count` samples."""
    with TemporaryDirectory() as folder:
        command = [str(program), "eval", f"{TASK}@live", "--display", "none", "--log-dir", folder]
        return measured(command, count, {"SAMPLES": str(count), "PYTHONPATH": ""})


def measured(command: Sequence[str], count: int, variables: Mapping[str, str]) -> Run:
    """Run a command to its end. Raises CalledProcessError where it fails."""
    spent = spent_by(command, {**os.environ, **variables})
    return Run(count, spent.cpu_seconds, spent.peak_mb)


def version_of(program: Path) -> str:
    """Return what Inspect says of itself."""
    asked = subprocess.run([str(program), "info", "version", "--json"], check=True, capture_output=True, text=True)
    return f"inspect-ai {json.loads(asked.stdout)['version']}"


def report(count: int, repetitions: int, program: Path | None) -> dict[str, Any]:
    """Measure by turns, so that a busy machine is busy for both, and tell everything."""
    small = ours(count // 4)
    pairs = [(ours(count), inspect(program, count) if program else None) for _ in range(repetitions)]
    whole = [run for run, _ in pairs]
    peers = [peer for _, peer in pairs if peer is not None]
    ratios = [run.per_cpu_second / peer.per_cpu_second for run, peer in pairs if peer is not None]
    return {
        "command": shlex.join(["python", *sys.orig_argv[1:]]),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
        "machine": {"cores": os.cpu_count(), "system": platform.platform()},
        "model_calls_a_conversation": CALLS,
        "ours": [run.told() for run in (small, *whole)],
        "four_times_the_work_costs": round(median(run.cpu_seconds for run in whole) / small.cpu_seconds, 2),
        "it_may_cost": MOST_GROWTH,
        "peer": version_of(program) if program else "not measured; see --inspect",
        "peers": [run.told() for run in peers],
        "ratio_to_peer": round(median(ratios), 2) if ratios else None,
        "ratio_least": LEAST_RATIO,
        "ratio_aim": AIM,
        "measured_elsewhere_per_cpu_second": ELSEWHERE,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--repetitions", type=int, default=1)
    parser.add_argument("--inspect", type=Path, help="the `inspect` program to measure beside ours")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    told = report(options.count, options.repetitions, options.inspect)
    print(json.dumps(told, indent=1) if options.json else "\n".join(f"{name}: {value}" for name, value in told.items()))


if __name__ == "__main__":
    main()

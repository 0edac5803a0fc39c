"""Measure what scoring stored transcripts costs: five checks and all reports, the whole process, peers beside it.

Peers are measured where they are installed, best in an environment of their own (extra `bench`): name its interpreter
by `--peer-python`; promptfoo is taken from the PATH or from `--promptfoo`. They get the same conversations, and five
checks of about the same over the plain texts, which is less than our five look at.
"""

import argparse
import json
import os
import platform
import shlex
import sys
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from bench.evals_peers import DEEPEVAL, INSPECT, measure_peers
from bench.spent import Spent, spent_by
from evals.transcript import PackNote, Transcript, to_line
from tests.evals.made import clean

CHECKS = ("introduction.first_text", "stop.keyword_heeded", "stop.nothing_after", "link.own", "hours.caps")
PACKAGES = ("msgspec", "pydantic", "typer")
AIM = 5_000
"""Transcripts per CPU-second."""

MOST_GROWTH = 4.4
"""Times the cost that four times the transcripts may have."""

MOST_MB = 200
ELSEWHERE = {"promptfoo 0.121.20": 347, f"{DEEPEVAL} 4.3.1": 295, f"{INSPECT} 0.3.285": 174}
"""Transcripts per CPU-second measured on another 2-core machine, 2026-11-23: five checks over SGD's dialogues."""

_WORDS = ("maybe", "the", "blue", "one", "fits", "my", "laptop", "and", "trip", "next", "week", "I", "wonder", "about")


@dataclass(frozen=True, slots=True)
class Run:
    """What scoring so many transcripts cost."""

    transcripts: int
    spent: Spent

    def as_json(self) -> dict[str, float]:
        return {
            "transcripts": self.transcripts,
            "cpu_seconds": round(self.spent.cpu_seconds, 2),
            "per_cpu_second": round(self.transcripts / self.spent.cpu_seconds),
            "peak_mb": self.spent.peak_mb,
        }


def made(number: int) -> Transcript:
    """Return a conversation of ten texts, no two alike, half of them by another pack."""
    draw = Random(number)
    packs = (clean().pack, PackNote("recovery_brief", "1.0.0", "other"))
    messages = (
        replace(text, composed=f"{text.composed} {' '.join(draw.sample(_WORDS, 8))}") if text.seq in _TALK else text
        for text in clean().messages
    )
    return replace(clean(), scenario=f"scenario {number // 2}", pack=packs[number % 2], messages=tuple(messages))


_TALK = frozenset({2, 3, 4, 6, 7, 8})


def write_transcripts(file: Path, count: int) -> None:
    with file.open("wb") as lines:
        for number in range(count):
            lines.write(to_line(made(number)))


def measure(count: int, *, with_tone: bool = False) -> Run:
    """Score `count` transcripts in a process of its own, its modules compiled beforehand, and report."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_transcripts(folder / "in.jsonl", count)
        write_transcripts(folder / "few.jsonl", 4)
        env = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        spent_by(_command(folder / "few.jsonl", folder / "out", with_tone=with_tone), env)
        return Run(count, spent_by(_command(folder / "in.jsonl", folder / "out", with_tone=with_tone), env))


def _command(file: Path, out: Path, *, with_tone: bool) -> list[str]:
    checks = [part for check in CHECKS for part in ("--check", check)]
    tone = [] if with_tone else ["--no-tone"]
    return [sys.executable, "-m", "twolane", "evals", "score", str(file), "--out", str(out), *tone, *checks]


def report(options: argparse.Namespace) -> dict[str, Any]:
    """Measure everything that was asked for."""
    quarter, whole = measure(options.count // 4), measure(options.count)
    told: dict[str, Any] = {
        "command": shlex.join(["python", *sys.argv]),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
        "machine": {"cores": os.cpu_count(), "system": platform.platform()},
        "checks": CHECKS,
        "aims": {"per_cpu_second": AIM, "growth": MOST_GROWTH, "peak_mb": MOST_MB},
        "runs": [quarter.as_json(), whole.as_json()],
        "growth": round(whole.spent.cpu_seconds / quarter.spent.cpu_seconds, 2),
    }
    if options.tone:
        told["with_tone"] = measure(options.count // 4, with_tone=True).as_json()
    if options.peers:
        conversations = (made(number) for number in range(options.peers))
        told["peers"] = measure_peers(tuple(conversations), options.peer_python, options.promptfoo)
    return {**told, "measured_elsewhere_per_cpu_second": ELSEWHERE}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--tone", action="store_true", help="also measure a quarter of them with all measures of tone")
    parser.add_argument("--peers", type=int, default=0, metavar="COUNT", help="also measure peers over so many")
    parser.add_argument("--peer-python", default=sys.executable, help="the interpreter that has the peers")
    parser.add_argument("--promptfoo", default="promptfoo", help="its command")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    told = report(options)
    print(json.dumps(told, indent=1) if options.json else "\n".join(f"{name}: {value}" for name, value in told.items()))


if __name__ == "__main__":
    main()

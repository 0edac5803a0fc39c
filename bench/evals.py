"""Measure what scoring stored transcripts costs: five checks and all reports, the whole process."""

import argparse
import json
import os
import platform
import resource
import shlex
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evals.transcript import PackNote, to_line
from tests.evals.made import clean

CHECKS = ("introduction.first_text", "stop.keyword_heeded", "stop.nothing_after", "link.own", "hours.caps")
PACKAGES = ("pydantic", "pydantic-core", "typer")
AIM = 5_000
"""Transcripts per CPU-second."""

PEERS = {"promptfoo 0.121.20": 347, "deepeval 4.3.1": 295, "inspect-ai 0.3.285": 174}
"""Transcripts per CPU-second measured on another 2-core machine, 2026-11-23: five checks over SGD's dialogues."""


def write_transcripts(file: Path, count: int) -> None:
    """Write `count` conversations of ten texts, half of them by another pack."""
    packs = (clean().pack, PackNote("recovery_brief", "1.0.0", "other"))
    with file.open("wb") as lines:
        for number in range(count):
            lines.write(to_line(replace(clean(), scenario=f"scenario {number // 2}", pack=packs[number % 2])))


def measure(count: int) -> dict[str, Any]:
    """Score `count` transcripts in a process of its own."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "transcripts.jsonl"
        write_transcripts(file, count)
        checks = [part for check in CHECKS for part in ("--check", check)]
        command = [sys.executable, "-m", "twolane", "evals", "score", str(file), "--out", folder, "--no-tone", *checks]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "transcripts": count,
        "cpu_seconds": round(seconds, 2),
        "per_cpu_second": round(count / seconds),
        "peak_mb": round(after.ru_maxrss / 1024),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    told = {
        "command": shlex.join(["python", *sys.argv]),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
        "machine": {"cores": os.cpu_count(), "system": platform.platform()},
        "checks": CHECKS,
        "aim_per_cpu_second": AIM,
        "runs": [measure(options.count // 4), measure(options.count)],
        "measured_elsewhere_per_cpu_second": PEERS,
    }
    print(json.dumps(told, indent=1) if options.json else "\n".join(f"{name}: {value}" for name, value in told.items()))


if __name__ == "__main__":
    main()

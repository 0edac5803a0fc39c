"""What a command costs: the CPU of all its processes, and its greatest memory."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Spent:
    """`cpu_seconds` are those of the user and of the system; `peak_mb` is of its largest process."""

    cpu_seconds: float
    peak_mb: int


def spent_by(command: Sequence[str], env: Mapping[str, str], folder: Path | None = None) -> Spent:
    """Run it to its end. Raises CalledProcessError, with what it said, where it fails."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, cwd=folder) as process:
        said = process.stdout.read() if process.stdout else b""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, said)
    return Spent(used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)

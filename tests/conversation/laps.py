"""Races in laps: two processes try the next thing at the same moment, however busy the machine is."""

import subprocess
import sys
from collections.abc import Iterable

LOST = "lost"


def begin(module: str, *arguments: str) -> subprocess.Popen[str]:
    """Begin a racer: ``python -m MODULE ARGUMENTS``. It says that it is ready, and before each lap reads a line."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def run(racers: Iterable[subprocess.Popen[str]], laps: int) -> list[list[str]]:
    """Let them race to their end. Return for each what it won, in the order of the laps."""
    racers = list(racers)
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    said = list(zip(*(_lap(racers) for _ in range(laps)), strict=True))
    assert [racer.communicate()[0] for racer in racers] == [""] * len(racers)
    assert [racer.returncode for racer in racers] == [0] * len(racers)
    return [[word for word in words if word != LOST] for words in said]


def _lap(racers: list[subprocess.Popen[str]]) -> list[str]:
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    return [racer.stdout.readline().strip() for racer in racers if racer.stdout is not None]

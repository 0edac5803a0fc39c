"""How the figures are shown: with the command, the versions and the machine, and with what others measured."""

import os
import platform
import shlex
import sys
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median, quantiles
from typing import Any

from bench.one_core import cores_in_use

AIMS = {10: 1.5, 100: 0.40, 500: 0.13}
"""The most that a whole turn may cost, as a ratio to the bare loop."""

PEERS = {
    "langchain create_agent, stock ChatOpenAI, no store, webhook or gate": {10: 1.64, 100: 1.19, 500: 1.07},
    "langchain create_agent + AsyncSqliteSaver, no webhook or gate": {10: 2.66, 100: 1.34, 500: 1.23},
    "openai-agents + SQLiteSession, no webhook or gate": {10: 1.96, 100: 1.29, 500: 1.17},
}
"""Ratios to the bare loop measured elsewhere: on another 2-core machine, 2026-11-23, with earlier versions."""

PACKAGES = ("openai", "aiohttp", "langchain", "langgraph", "langchain-openai", "sqlalchemy", "fastapi", "uvicorn")


@dataclass(frozen=True, slots=True)
class Figure:
    """CPU-ms per turn at one length, a value for each repetition."""

    length: int
    whole: tuple[float, ...]
    bare: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The median of the repetitions' own ratios."""
        return median(self._ratios)

    @property
    def quartiles(self) -> tuple[float, float]:
        """Between which half of the repetitions' ratios are."""
        if len(self._ratios) == 1:
            return self.ratio, self.ratio
        lower, _, upper = quantiles(self._ratios, n=4, method="inclusive")
        return lower, upper

    @property
    def _ratios(self) -> list[float]:
        return [ours / bare for ours, bare in zip(self.whole, self.bare, strict=True)]


def as_json(figures: list[Figure]) -> dict[str, Any]:
    """Return everything that is reported."""
    return {
        "command": shlex.join(["python", *sys.argv]),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
        "machine": {"cores": os.cpu_count(), "used": cores_in_use(), "system": platform.platform()},
        "turns": [
            {
                "stored_messages": figure.length,
                "whole_cpu_ms": round(median(figure.whole), 2),
                "bare_openai_cpu_ms": round(median(figure.bare), 2),
                "ratio": round(figure.ratio, 3),
                "quartiles": [round(ratio, 3) for ratio in figure.quartiles],
                "aim": AIMS.get(figure.length),
                "repetitions": len(figure.whole),
            }
            for figure in figures
        ],
        "measured_elsewhere": PEERS,
    }


def as_text(figures: list[Figure]) -> str:
    """Return the report as a table for a terminal."""
    report = as_json(figures)
    versions = ", ".join(f"{name} {number}" for name, number in report["versions"].items())
    machine = report["machine"]
    lines = [
        f"command   {report['command']}",
        f"versions  python {report['python']}, {versions}",
        f"machine   {machine['cores']} cores, {machine['used']} used, {machine['system']}",
        "",
        "CPU-ms per turn, all threads of the process; medians, the ratio and its quartiles taken within repetitions.",
        "The model's transcript holds at most 80 of the stored messages; the bare loop sends them all.",
        "",
        f"{'stored messages':>15} {'whole turn':>11} {'bare openai':>12} {'ratio':>7} {'quartiles':>15} {'aim':>6}",
    ]
    for turn in report["turns"]:
        aim = f"{turn['aim']:.2f}" if turn["aim"] else "-"
        lower, upper = turn["quartiles"]
        lines.append(
            f"{turn['stored_messages']:>15} {turn['whole_cpu_ms']:>11.2f} {turn['bare_openai_cpu_ms']:>12.2f}"
            f" {turn['ratio']:>7.3f} {lower:>7.3f}-{upper:.3f}  {aim:>6}"
        )
    lines += ["", "Ratios measured elsewhere (another 2-core machine, 2026-11-23, earlier versions):"]
    for name, ratios in PEERS.items():
        lines.append(f"  {name}: " + ", ".join(f"{ratio} at {length}" for length, ratio in ratios.items()))
    return "\n".join(lines)

"""The report as CSV: a line for each play, a column for each measure that found anything."""

import csv
from io import StringIO
from statistics import fmean

from evals.card import SCORER, Card
from evals.report import reasons
from evals.score import SuiteScore
from evals.tone import MEASURES

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would reckon out."""


def as_csv(score: SuiteScore) -> str:
    """Return the table. An empty cell is nothing to measure, not a zero."""
    text = StringIO()
    lines = csv.writer(text, lineterminator="\n")
    measures = [one.id for one in MEASURES if any(pack.tone[one.id] is not None for pack in score.packs)]
    measures += dict.fromkeys(f"{SCORER}{name}" for pack in score.packs for name in pack.scorers)
    lines.writerow(["scenario", "trial", "pack", "version", "hash", "model", "verdict", "reasons", *measures])
    for pack in score.packs:
        for card in pack.cards:
            lines.writerow([*_about(card), *(_mean(card.measured.get(measure)) for measure in measures)])
    return text.getvalue()


def _about(card: Card) -> tuple[str | int, ...]:
    pack = card.pack
    words = (card.scenario, pack.name, pack.version, pack.hash, card.model, "; ".join(reasons(card)))
    scenario, name, version, digest, model, why = map(_inert, words)
    return scenario, card.trial, name, version, digest, model, card.verdict.name.lower(), why


def _mean(values: tuple[float, ...] | None) -> str:
    return f"{fmean(values):.4f}" if values else ""


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell

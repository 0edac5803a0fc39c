"""What the learned layer of intents is trained and measured on: the tests' rows, and ordinary talk beside the repo."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from compliance.intents import SUPPRESSING, IntentLabel, read_intent
from compliance.intents.normalise import normalise

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests" / "compliance"
DATA = ROOT.parent / "shared" / "data"

ORDINARY, FRAGMENT = "ordinary", "fragment"
"""The tiers of talk that nobody labelled, and of its parts; it asks for nothing that suppresses."""

LONGEST_FRAGMENT = 6
"""Words of a clause that counts as a short text."""


@dataclass(frozen=True, slots=True)
class Row:
    """One text, which label it bears, and in which round it was written: later rounds never taught an earlier test."""

    text: str
    label: str
    tier: str
    round: int

    @property
    def suppress(self) -> bool:
        return self.label in SUPPRESSING


def written_rows() -> tuple[Row, ...]:
    """Return the labelled rows of tests/compliance but the borderline ones, which teach neither side."""
    rows = (*_table(), *_rounds(), *_training())
    return tuple(row for row in rows if row.tier != "borderline")


def ordinary_talk() -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Return the halves to train on and to measure on; no talk and no task has a text in both. Empty where absent.

    Taskmaster-4's shoppers (Google Research, CC BY 4.0) and tau-bench's airline customers (Sierra Research, MIT).
    """
    halves: tuple[dict[str, Row], dict[str, Row]] = ({}, {})
    for group, text in (*_taskmaster(), *_airline()):
        halves[group % 2][text] = Row(text, IntentLabel.NONE, ORDINARY, 0)
    train, measure = halves
    return tuple(train.values()), tuple(row for text, row in measure.items() if text not in train)


def fragments(talk: Iterable[Row]) -> tuple[Row, ...]:
    """Return the clauses, words and pairs of words of ordinary talk: what is short is not for that an opt-out."""
    found: dict[str, None] = {}
    for row in talk:
        text = normalise(row.text)
        words = text.words
        for part in (*text.clauses, *words, *map(" ".join, pairwise(words))):
            if len(part.split()) <= LONGEST_FRAGMENT:
                found[part] = None
    short = (text for text in found if not read_intent(text, pending_opt_in=False, learned=False).suppress)
    return tuple(Row(text, IntentLabel.NONE, FRAGMENT, 0) for text in short)


def _table() -> Iterator[Row]:
    for head, text in _lines(TESTS / "intent_rows.txt"):
        yield Row(text.removeprefix("? "), head[0], "hard", 0)


def _rounds() -> Iterator[Row]:
    for path in sorted((TESTS / "intent_rounds").iterdir()):
        number = 0
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("# Round "):
                number = int(line.split()[2].rstrip(":"))
            for (tier, label), text in _labelled(line):
                yield Row(text, label, tier, number)


def _training() -> Iterator[Row]:
    """Yield the rounds that were written for training, and that no rule was written for."""
    for path in sorted((TESTS / "intent_training").glob("round_*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            _, label, tier, text = line.split("\t")
            yield Row(text.replace("\\n", "\n"), label, tier, int(path.stem.removeprefix("round_")))


def _lines(path: Path) -> Iterator[tuple[list[str], str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield from _labelled(line)


def _labelled(line: str) -> Iterator[tuple[list[str], str]]:
    if line and not line.startswith("#"):
        head, _, text = line.partition(" | ")
        yield head.split(), text.replace("\\n", "\n")


def _taskmaster() -> Iterator[tuple[int, str]]:
    path = DATA / "taskmaster4" / "data_07.json"
    for at, talk in enumerate(json.loads(path.read_text(encoding="utf-8")) if path.exists() else ()):
        for turn in talk["utterances"]:
            if turn["speaker"].lower() == "user":
                yield at, turn["text"]


def _airline() -> Iterator[tuple[int, str]]:
    path = DATA / "tau_v1" / "gpt-4o-airline.json"
    for talk in json.loads(path.read_text(encoding="utf-8")) if path.exists() else ():
        for turn in talk["traj"]:
            if turn.get("role") == "user" and isinstance(turn.get("content"), str):
                yield talk["task_id"], turn["content"].replace("###STOP###", "").strip()

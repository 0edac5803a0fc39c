"""The urgency detector: does a text press a shopper with time that runs out or goods that do?

A linear model over words (evals/urgency_words.py), read in pure Python, sentence by sentence: one pushy sentence makes
a pushy text. It is for evaluation only; what may leave is the gate's business (compliance/claims). ``make train`` makes
``urgency.json`` from shops' texts that others labelled (Yada 2022, from Mathur 2019), from this project's own drafts in
tests/compliance, and from half of Taskmaster-4's and tau-bench's ordinary talk. The file says under `measured` how it
did on texts that it was not trained on.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from evals.urgency_words import Trait, sentences, traits

if TYPE_CHECKING:
    from compliance.intents.learned import Scale

WEIGHTS = Path(__file__).with_name("urgency.json")
_SHOWN = 3
"""Traits that are shown as the reason."""


@dataclass(frozen=True, slots=True)
class Push:
    """The words of one sentence that press, from the character `begin` of the text up to `end`."""

    begin: int
    end: int
    words: str


def pushes(text: str, scale: "Scale | None" = None) -> tuple[Push, ...]:
    """Return the words that press, one finding for each sentence that does."""
    return _pushes(text) if scale is None else tuple(_found(text, scale))


@lru_cache(maxsize=1_024)
def _pushes(text: str) -> tuple[Push, ...]:
    """Remembered, since several measures ask of the same text."""
    return tuple(_found(text, urgency()))


def _found(text: str, scale: "Scale") -> Iterator[Push]:
    for start, sentence in sentences(text):
        seen = tuple(traits(sentence))
        if scale.is_sure(frozenset(trait.name for trait in seen)):
            yield _loudest(text, start, seen, scale)


def _loudest(text: str, start: int, seen: tuple[Trait, ...], scale: "Scale") -> Push:
    """Return the stretch of a sentence that the heaviest traits cover."""
    heavy = sorted(seen, key=lambda trait: -scale.weights.get(trait.name, 0))[:_SHOWN]
    begin, end = min(trait.begin for trait in heavy), max(trait.end for trait in heavy)
    return Push(start + begin, start + end, text[start + begin : start + end])


@cache
def urgency() -> "Scale":
    """Return the shipped model, loaded when first needed."""
    from compliance.intents.learned import Scale

    raw = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Scale(raw["bias"], raw["threshold"], raw["weights"])

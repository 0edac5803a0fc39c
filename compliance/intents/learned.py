"""The learned layer: reads a wish for no more texts in wordings that no rule knows. It may only add suppression.

A linear model over a text's traits (compliance/intents/traits.py): each trait has a weight, and their sum over the
square root of the number of traits is the score. It is asked only where every rule read nothing, so it can neither
lift nor change what a rule decided, and a wish for a person, for help or for more texts stays what it is. A text that
is also about something else (the guards: "don't stop", a bus stop, mails only) must reach the score without those
words too.

What it finds is an opt-out, or bears another suppressing label where that label's own model is sure. Every finding has
the rule ``learned.<label>``, so that the log tells how often it spoke, and names the traits that weighed most.

``make train`` makes ``learned.json`` from the rows in tests/compliance, which this project's authors wrote, and from
one half each of two sets of ordinary talk: Taskmaster-4's shoppers (Google Research, CC BY 4.0) and tau-bench's
airline customers (Sierra Research, MIT). The file says how it did on what it was not trained on (`measured`), and
docs/intents.md says it in words. ``TWOLANE_LEARNED_INTENTS=false`` leaves texts to the rules alone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import sqrt
from pathlib import Path

from compliance.intents.intent import Finding, IntentLabel
from compliance.intents.normalise import Text
from compliance.intents.phrases import part, without
from compliance.intents.traits import traits

WEIGHTS = Path(__file__).with_name("learned.json")
UNIT = 100
"""Weights are stored as whole hundredths."""

_GUARDS = (
    "negated_stop",
    "benign_stop",
    "missing_text",
    "mail_only",
    "texts_are_fine",
    "hypothetical",
    "not_about_texts",
)
_FEWEST_WORDS = 2
"""Words of a text that is read, where letters are no syllables: a lone word that is no keyword is an answer."""

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Scale:
    """What one linear model knows: a text is more than `threshold` or it is not."""

    bias: float
    threshold: float
    weights: Mapping[str, int]

    def score(self, seen: frozenset[str]) -> float:
        weights = self.weights
        total = sum(weights[trait] for trait in seen if trait in weights)
        return self.bias + total / UNIT / sqrt(max(1, len(seen)))

    def is_sure(self, seen: frozenset[str]) -> bool:
        return self.score(seen) > self.threshold

    def heaviest(self, seen: frozenset[str]) -> str:
        """Name the traits that spoke loudest, for who asks why."""
        told = sorted((trait for trait in seen if self.weights.get(trait, 0) > 0), key=self.weights.__getitem__)
        return ", ".join(told[: -_SHOWN - 1 : -1])


@dataclass(frozen=True, slots=True)
class Learned:
    """The models: whether to suppress at all, and as what else than an opt-out, in the order of precedence."""

    suppresses: Scale
    others: Mapping[IntentLabel, Scale]

    def read(self, text: Text) -> tuple[IntentLabel, Finding] | None:
        """Return what the layer reads in a text that no rule knows, or None."""
        if not has_enough(text):
            return None
        seen = traits(text)
        if not self.suppresses.is_sure(seen) or not self._holds_without_guards(text):
            return None
        sure = (label for label, scale in self.others.items() if scale.is_sure(seen))
        label = next(sure, IntentLabel.OPT_OUT)
        scale = self.others.get(label, self.suppresses)
        return label, Finding(f"learned.{label.value}", scale.heaviest(seen))

    def _holds_without_guards(self, text: Text) -> bool:
        """Tell whether the text still asks for an end without the words that are about something else."""
        met = [guard for name in _GUARDS if (guard := part("opt_out", name)).search(text.flat)]
        if not met:
            return True
        flat, clauses = text.flat, text.clauses
        for guard in met:
            flat, clauses = without(guard, flat), tuple(without(guard, clause) for clause in clauses)
        left = replace(text, flat=flat, clauses=tuple(filter(None, clauses)))
        return self.suppresses.is_sure(traits(left))


def has_enough(text: Text) -> bool:
    """Tell whether a text has the words to be asked about."""
    return len(text.words) >= _FEWEST_WORDS or not text.flat.isascii()


@cache
def learned() -> Learned:
    """Return the shipped models, loaded when first needed."""
    raw = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    scales = {name: Scale(one["bias"], one["threshold"], one["weights"]) for name, one in raw["scales"].items()}
    return Learned(scales["suppress"], {label: scales[label] for label in IntentLabel if label in scales})

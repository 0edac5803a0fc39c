"""Trains the learned layer of intents, measures it on what it was not trained on, and writes its weights.

Run as ``make train``. It learns from the rows of tests/compliance, which this project's authors wrote, and from one
half each of two sets of ordinary talk. That those tests pass is thus no proof of the layer; `measured` is: fifths of a
round that no rule was written for, each round by the rounds before it, and the other halves of the ordinary talk.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from random import Random

from compliance.intents import SUPPRESSING, IntentLabel, read_intent
from compliance.intents.learned import WEIGHTS, Learned, Scale, has_enough
from compliance.intents.normalise import normalise
from compliance.intents.traits import traits
from training.fitting import Case, fit
from training.rows import FRAGMENT, Row, fragments, ordinary_talk, written_rows

THRESHOLD = 0.75
"""Chosen where the fifths add no plain ordinary text, and the unseen ordinary talk stays under one in a thousand."""

OTHERS = {
    IntentLabel.CRISIS: 0.5,
    IntentLabel.MINOR: 0.5,
    IntentLabel.WRONG_NUMBER: 0.5,
    IntentLabel.HOSTILE: 0.5,
}
"""Labels with a model of their own, and how sure it must be: what is less sure is an opt-out."""

FREEDOM, MOST, MOST_OTHERS = 100.0, 12_000, 700
NEGATIVE = 2.0
"""How much a text counts that must not be suppressed, against one that must."""

FOLDS = 5
FOLDED = 36
"""The round whose fifths are measured: its author knew neither the rules nor their misses."""

FIRST_ROUND, LAST_ROUND = 36, 38
"""Every row of the rounds before is read by a rule written for it. Of the rounds after it learns what is ordinary:
with their opt-outs it read no more texts of authors it did not know, and took more ordinary ones for opt-outs."""


FRAGMENT_WEIGHT = 0.5
"""How much a fragment of ordinary talk counts: there are thousands, and nobody wrote them as texts."""


def suppress_model(rows: Sequence[Row]) -> Scale:
    """Return the model of whether to suppress. What it is never asked about teaches it nothing."""
    cases = [
        Case(traits(normalise(row.text)), row.suppress, _weight(row))
        for row in rows
        if not row.suppress or not _is_never_asked(row.text)
    ]
    return fit(cases, freedom=FREEDOM, most=MOST, threshold=THRESHOLD)


def _weight(row: Row) -> float:
    if row.tier == FRAGMENT:
        return FRAGMENT_WEIGHT
    return 1.0 if row.suppress else NEGATIVE


@cache
def _is_never_asked(text: str) -> bool:
    """Tell whether a keyword decides the text, or it is a lone word."""
    if not has_enough(normalise(text)):
        return True
    return read_intent(text, pending_opt_in=True, learned=False).rule in ("opt_out.keyword", "opt_out.typo")


def other_model(rows: Sequence[Row], label: IntentLabel) -> Scale:
    cases = [Case(traits(normalise(row.text)), row.label == label, 1.0) for row in rows]
    return fit(cases, freedom=FREEDOM, most=MOST_OTHERS, threshold=OTHERS[label])


def main() -> None:
    rows, (half, unseen) = (
        [row for row in written_rows() if row.round <= LAST_ROUND or not row.suppress],
        ordinary_talk(),
    )
    talk = (*half, *fragments(half))
    measured = {
        f"fifths of round {FOLDED}": _measured(_folds(rows, talk)),
        "rounds by those before": _measured(_by_round(rows, talk)),
        "ordinary": _measured([(suppress_model([*rows, *talk]), (*unseen, *fragments(unseen)))]),
    }
    scales = {"suppress": suppress_model([*rows, *talk])}
    scales |= {label.value: other_model([*rows, *talk], label) for label in OTHERS}
    written = {name: {"bias": s.bias, "threshold": s.threshold, "weights": s.weights} for name, s in scales.items()}
    told = {"rows": len(rows), "ordinary": len(talk), "measured": measured, "scales": written}
    WEIGHTS.write_text(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(json.dumps(measured, indent=2), f"\n{WEIGHTS.name}: {WEIGHTS.stat().st_size:,} bytes")


def _folds(rows: Sequence[Row], talk: Sequence[Row]) -> Iterable[tuple[Scale, Sequence[Row]]]:
    """Yield a model of the older rows and of all but a fifth of round `FOLDED`, and that fifth."""
    older, newest = [r for r in rows if r.round < FOLDED], [r for r in rows if r.round == FOLDED]
    Random(0).shuffle(newest)
    for fold in range(FOLDS):
        rest = [row for at, row in enumerate(newest) if at % FOLDS != fold]
        yield suppress_model([*older, *rest, *talk]), newest[fold::FOLDS]


def _by_round(rows: Sequence[Row], talk: Sequence[Row]) -> Iterable[tuple[Scale, Sequence[Row]]]:
    """Yield a model of the rounds before each round, and that round."""
    for number in sorted({row.round for row in rows if row.round >= FIRST_ROUND}):
        before = [row for row in rows if row.round < number]
        yield suppress_model([*before, *talk]), [row for row in rows if row.round == number]


def _measured(trials: Iterable[tuple[Scale, Sequence[Row]]]) -> dict[str, dict[str, str]]:
    """Return by tier how many texts the rules suppress, the model does, and both together do."""
    counts: dict[str, dict[str, list[bool]]] = {}
    for scale, rows in trials:
        for row in rows:
            ruled = read_intent(row.text, pending_opt_in=True, learned=False)
            says = Learned(scale, {}).read(normalise(row.text)) is not None
            both = ruled.suppress or (ruled.label is IntentLabel.NONE and says)
            kind = counts.setdefault(f"{row.tier} {'suppress' if row.suppress else 'leave alone'}", {})
            for reader, suppressed in (("rules", ruled.suppress), ("model", says), ("both", both)):
                kind.setdefault(reader, []).append(suppressed)
    return {kind: {reader: f"{sum(all_)} of {len(all_)}" for reader, all_ in by.items()} for kind, by in counts.items()}


if __name__ == "__main__":
    assert set(OTHERS) < SUPPRESSING
    main()

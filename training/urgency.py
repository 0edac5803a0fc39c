"""Trains the urgency detector of evals/, measures it on what it was not trained on, and writes its weights.

Run as ``make train``. The measure is five folds over shops' texts that others labelled, near duplicates kept in one
fold, so that a template seen in training is never counted as read. Which words stand for each other was chosen with the
set in view, so even this is not a blind test.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from random import Random

from compliance.intents.learned import Scale
from evals.urgency import WEIGHTS, pushes
from evals.urgency_words import traits
from training.fitting import Case, fit
from training.rows import Row, ordinary_talk
from training.shop_texts import ShopText, near_duplicates, own_drafts, shop_texts

FREEDOM, MOST, THRESHOLD = 100.0, 2_500, -0.1
DRAFT_WEIGHT, TALK_WEIGHT = 0.5, 0.3
FOLDS = 5
PUBLISHED = {
    "urgency and scarcity, TF-IDF and logistic regression, 5 folds, near duplicates across them": "F1 .965",
    "urgency and scarcity, a regex of 25 alternatives": "P .983 R .717 F1 .829",
    "all dark patterns, logistic regression (Yada 2022)": "F1 .960",
    "all dark patterns, RoBERTa-large (Yada 2022)": "F1 .975",
}


def model(shops: Sequence[ShopText], drafts: Sequence[ShopText], talk: Sequence[Row]) -> Scale:
    """Return the detector that these texts teach."""
    cases = [_case(one.text, 1.0, presses=one.presses) for one in shops]
    cases += [_case(one.text, DRAFT_WEIGHT, presses=one.presses) for one in drafts]
    cases += [_case(row.text, TALK_WEIGHT, presses=False) for row in talk]
    return fit(cases, freedom=FREEDOM, most=MOST, threshold=THRESHOLD)


def held_out(folds: int = FOLDS) -> tuple[tuple[bool, bool], ...]:
    """Return for each of the shops' texts whether it is found to press by a model that never saw its like, and does."""
    shops, drafts, (talk, _) = shop_texts(), own_drafts(), ordinary_talk()
    judged: list[tuple[bool, bool]] = []
    for train, test in _folds(shops, folds):
        scale = model(train, drafts, talk)
        judged += [(bool(pushes(one.text, scale)), one.presses) for one in test]
    return tuple(judged)


def figures(judged: Iterable[tuple[bool, bool]]) -> dict[str, float]:
    """Return precision, recall and F1 of what was found against what is so."""
    pairs = list(judged)
    hits = sum(found and wanted for found, wanted in pairs)
    precision = hits / sum(found for found, _ in pairs)
    recall = hits / sum(wanted for _, wanted in pairs)
    f1 = 2 * precision * recall / (precision + recall)
    return {"P": round(precision, 3), "R": round(recall, 3), "F1": round(f1, 3)}


def _folds(shops: Sequence[ShopText], folds: int) -> Iterator[tuple[list[ShopText], list[ShopText]]]:
    groups = near_duplicates(shops)
    order = sorted(set(groups))
    Random(0).shuffle(order)
    fold_of = {group: at % folds for at, group in enumerate(order)}
    for fold in range(folds):
        train = [one for one, group in zip(shops, groups, strict=True) if fold_of[group] != fold]
        yield train, [one for one, group in zip(shops, groups, strict=True) if fold_of[group] == fold]


def _case(text: str, weight: float, *, presses: bool) -> Case:
    return Case(frozenset(trait.name for trait in traits(text)), presses, weight)


def main() -> None:
    shops, drafts, (talk, unseen) = shop_texts(), own_drafts(), ordinary_talk()
    scale = model(shops, drafts, talk)
    alarms = sum(bool(pushes(row.text, scale)) for row in unseen)
    measured = {
        "ec-darkpattern, five folds, near duplicates in one": figures(held_out()),
        "ordinary talk, unseen": f"{alarms} of {len(unseen)} found to press",
    }
    told = {"texts": len(shops), "drafts": len(drafts), "ordinary": len(talk), "measured": measured}
    told |= {"bias": scale.bias, "threshold": scale.threshold, "weights": scale.weights}
    WEIGHTS.write_text(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(
        json.dumps({**measured, "published": PUBLISHED}, indent=2),
        f"\n{WEIGHTS.name}: {WEIGHTS.stat().st_size:,} bytes",
    )


if __name__ == "__main__":
    main()

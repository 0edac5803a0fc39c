"""Fits one linear model and makes it small: a logistic regression over traits, weights as whole numbers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from compliance.intents.learned import UNIT, Scale
from compliance.intents.traits import SPELLED

FEWEST = 2
"""Texts that a trait must be in: what one text alone has teaches nothing."""


HEED = 0.5
"""How much of its say a part of a word has: words that only look alike must not outvote the words themselves."""


@dataclass(frozen=True, slots=True)
class Case:
    """One text by its traits, whether it bears what is learned, and how much it counts."""

    traits: frozenset[str]
    wanted: bool
    weight: float


def fit(cases: Sequence[Case], *, freedom: float, most: int, threshold: float) -> Scale:
    """Return the model of `cases` with its `most` heaviest traits. `freedom` is the inverse of regularisation (C)."""
    counts = Counter(trait for case in cases for trait in case.traits)
    columns = {trait: at for at, trait in enumerate(sorted(t for t, count in counts.items() if count >= FEWEST))}
    fitted = LogisticRegression(C=freedom, solver="liblinear", max_iter=500, random_state=0).fit(
        _matrix(cases, columns),
        np.array([case.wanted for case in cases]),
        sample_weight=np.array([case.weight for case in cases]),
    )
    found = fitted.coef_[0] * np.array([_heed(trait) for trait in columns])
    heaviest = sorted(columns, key=lambda trait: -abs(found[columns[trait]]))[:most]
    weights = {trait: round(float(found[columns[trait]]) * UNIT) for trait in sorted(heaviest)}
    bias = round(float(fitted.intercept_[0]), 3)
    return Scale(bias, threshold, {trait: weight for trait, weight in weights.items() if weight})


def _matrix(cases: Sequence[Case], columns: dict[str, int]) -> csr_matrix:
    """Return one row for each case, each known trait as its heed over the square root of how many it has."""
    values: list[float] = []
    indices: list[int] = []
    ends = [0]
    for case in cases:
        known = [trait for trait in case.traits if trait in columns]
        values += [_heed(trait) / sqrt(len(case.traits)) for trait in known]
        indices += [columns[trait] for trait in known]
        ends.append(len(indices))
    shape = (len(cases), len(columns))
    return csr_matrix((np.array(values), np.array(indices, np.int32), np.array(ends, np.int32)), shape=shape)


def _heed(trait: str) -> float:
    return HEED if trait.startswith(SPELLED) else 1.0

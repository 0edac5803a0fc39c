"""How often a scenario that is played several times passes at least once, or every time."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from statistics import fmean


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often one scenario was judged, and how often it passed. What was not judged is in neither number."""

    passed: int
    of: int


def pass_at(k: int, scenarios: Sequence[Attempts]) -> float | None:
    """Return pass@k, the chance that at least one of `k` plays passes; None where no scenario was judged so often.

    The unbiased estimate of Chen et al. 2021 ("Evaluating Large Language Models Trained on Code").
    """
    chances = [1 - comb(one.of - one.passed, k) / comb(one.of, k) for one in scenarios if one.of >= k]
    return fmean(chances) if chances else None


def pass_hat(k: int, scenarios: Sequence[Attempts]) -> float | None:
    """Return pass^k, the chance that all of `k` plays pass; None where no scenario was judged so often.

    The unbiased estimate of Yao et al. 2024 (tau-bench).
    """
    chances = [comb(one.passed, k) / comb(one.of, k) for one in scenarios if one.of >= k]
    return fmean(chances) if chances else None

"""Correcting several tests for how many there are."""

from collections.abc import Sequence


def holm(pvalues: Sequence[float]) -> tuple[float, ...]:
    """Return the p-values corrected for how many there are (Holm 1979), in their order."""
    by_size = sorted(range(len(pvalues)), key=pvalues.__getitem__)
    corrected = [0.0] * len(pvalues)
    most = 0.0
    for rank, place in enumerate(by_size):
        most = max(most, min(1.0, pvalues[place] * (len(pvalues) - rank)))
        corrected[place] = most
    return tuple(corrected)

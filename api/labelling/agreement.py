"""How far two raters agree beyond chance."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from api.labelling.label import SKIPPED, Label

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Confusion:
    """What one says against what the other says of the same items. `counts` has the first's answer first."""

    first: str
    second: str
    counts: Counter[Pair]

    @property
    def of(self) -> int:
        """Items that both labelled."""
        return self.counts.total()

    @property
    def kappa(self) -> float | None:
        return kappa(list(self.counts.elements()))


def kappa(pairs: Sequence[Pair]) -> float | None:
    """Return Cohen's kappa (Cohen 1960); None for no pairs, and where both always said the same one thing.

    Written out, so that the labelling page needs no extra; the tests hold it against statsmodels and scikit-learn.
    """
    if not pairs:
        return None
    first, second = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    by_chance = sum(first[level] * second[level] for level in first) / len(pairs) ** 2
    if by_chance == 1:
        return None
    return (sum(one == other for one, other in pairs) / len(pairs) - by_chance) / (1 - by_chance)


def confusions(labels: Iterable[Label], dimension: str) -> tuple[Confusion, ...]:
    """Return the confusion of every two raters who labelled an item in common, by their ids."""
    said: dict[str, dict[str, str]] = {}
    for label in labels:
        if label.dimension == dimension and label.level != SKIPPED:
            said.setdefault(label.rater, {})[label.item] = label.level
    found = (_confusion(one, other, said) for one, other in combinations(sorted(said), 2))
    return tuple(one for one in found if one.of)


def _confusion(first: str, second: str, said: dict[str, dict[str, str]]) -> Confusion:
    common = said[first].keys() & said[second].keys()
    return Confusion(first, second, Counter((said[first][item], said[second][item]) for item in common))

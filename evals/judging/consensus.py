"""What people say of an item: the majority of those who labelled it, and how far they agree among themselves."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from api.labelling.label import SKIPPED, Label
from evals.statistics.agreement import krippendorff
from prompts.rubric import Rubric


@dataclass(frozen=True, slots=True)
class Consensus:
    """`passed` says of each item whether people let it pass. Items on which they are split are in `split` alone.

    `alpha` is Krippendorff's, over levels; None where no item has two raters or there is only one answer.
    """

    passed: dict[str, bool]
    split: int
    raters: int
    labels: int
    alpha: float | None


def consensus_of(labels: Iterable[Label], rubric: Rubric) -> Consensus:
    """Sum up what people said in the rubric's dimension; what they skipped says nothing."""
    said: dict[str, list[Label]] = {}
    for label in labels:
        if label.dimension == rubric.id and label.level != SKIPPED:
            said.setdefault(label.item, []).append(label)
    votes = {item: Counter(rubric.is_pass(label.level) for label in each) for item, each in said.items()}
    agreed = {item: count[True] > count[False] for item, count in votes.items() if count[True] != count[False]}
    return Consensus(
        passed=agreed,
        split=len(votes) - len(agreed),
        raters=len({label.rater for each in said.values() for label in each}),
        labels=sum(map(len, said.values())),
        alpha=krippendorff([[label.level for label in each] for each in said.values()]),
    )

"""Self-consistency: what a judge says when it is asked the same again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evals.judging.judge import Judged
from evals.scorer import ScoreState


@dataclass(frozen=True, slots=True)
class Consistency:
    """`steady` items got one level every time, of `of` that were asked more than once and answered each time."""

    steady: int
    of: int

    @property
    def share(self) -> float | None:
        return self.steady / self.of if self.of else None


def consistency_of(answers: Sequence[Sequence[Judged]]) -> Consistency:
    """Say how steady the answers are; each sequence is about one item."""
    full = [each for each in answers if len(each) > 1 and all(one.state is ScoreState.SCORED for one in each)]
    return Consistency(sum(len({one.level for one in each}) == 1 for each in full), len(full))


def settled(answers: Sequence[Judged]) -> Judged:
    """Return what a judge says most often of one item, the first of several that are as frequent.

    Answers that are none have no say; where there is no other, the first of them stands.
    """
    scored = [one for one in answers if one.state is ScoreState.SCORED]
    if not scored:
        return answers[0]
    often = Counter(one.level for one in scored).most_common(1)[0][0]
    return next(one for one in scored if one.level == often)

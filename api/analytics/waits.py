"""Waits: how long shoppers waited for answers, from how many waited how long."""

from collections.abc import Iterable
from dataclasses import dataclass

from conversation.figures import Answers


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds that half of the answers, and nine in ten, took at most. None where there was none."""

    answers: int
    median: int | None
    p90: int | None

    @classmethod
    def of(cls, found: Iterable[Answers]) -> "Waits":
        shortest_first = sorted(found, key=lambda one: one.seconds)
        answers = sum(one.count for one in shortest_first)
        return cls(answers, _within(shortest_first, answers, 0.5), _within(shortest_first, answers, 0.9))


def _within(shortest_first: list[Answers], answers: int, share: float) -> int | None:
    seen = 0
    for one in shortest_first:
        seen += one.count
        if seen >= share * answers:
            return one.seconds
    return None

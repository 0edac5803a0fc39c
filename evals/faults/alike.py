"""Alike: how often the gate finds a difference between two runs that have none."""

from collections.abc import Sequence
from dataclasses import dataclass

from evals.comparison import compare
from evals.faults.run import Setup
from evals.gate import Exit, decide
from evals.sheet import Sheet
from evals.statistics.pairs import ALPHA


@dataclass(frozen=True, slots=True)
class Alike:
    """`flagged` of `of` comparisons failed the gate, or called any difference significant after correction."""

    flagged: int
    inconclusive: int
    of: int

    def __str__(self) -> str:
        return (
            f"{self.flagged} of {self.of} comparisons of a pack with itself flagged, {self.inconclusive} inconclusive"
        )


async def sheets_of(setup: Setup, model: str, seeds: Sequence[int]) -> tuple[Sheet, ...]:
    """Play the same pack once by each seed."""
    return tuple([(await setup.run(model, seed)).sheet for seed in seeds])


def compared(sheets: Sequence[Sheet]) -> Alike:
    """Hold each sheet against the next, the last against the first, as the gate does between two releases."""
    comparisons = [compare(one, sheets[at - 1]) for at, one in enumerate(sheets)]
    exits = [decide(comparison).exit for comparison in comparisons]
    significant = [any(metric.corrected < ALPHA for metric in comparison.metrics) for comparison in comparisons]
    flagged = sum(exit_ is Exit.REGRESSION or found for exit_, found in zip(exits, significant, strict=True))
    return Alike(flagged, exits.count(Exit.INCONCLUSIVE), len(sheets))

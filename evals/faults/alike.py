"""Alike: how often the gate finds a difference between two runs that have none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evals.comparison import compare
from evals.faults.run import Run, Setup
from evals.gate import Exit, decide
from evals.score import tally
from evals.sheet import Sheet, sheet_of
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


async def runs_of(setup: Setup, model: str, seeds: Sequence[int]) -> tuple[Run, ...]:
    """Play the same pack by each seed, each scenario once."""
    once = replace(setup, trials=1)
    return tuple([await once.run(model, seed) for seed in seeds])


def compared(runs: Sequence[Run], trials: int) -> Alike:
    """Hold as many runs as a scenario has trials against as many others, as the gate does between two releases.

    As many comparisons as there are runs: the runs stand in a ring, and those that follow each other are compared. No
    run is on both sides of any.
    """
    ring = [*runs, *runs]
    pairs = ((ring[at : at + trials], ring[at + trials : at + 2 * trials]) for at in range(len(runs)))
    comparisons = [compare(_as_trials(one), _as_trials(other)) for one, other in pairs]
    exits = [decide(comparison).exit for comparison in comparisons]
    significant = [any(metric.corrected < ALPHA for metric in comparison.metrics) for comparison in comparisons]
    flagged = sum(exit_ is Exit.REGRESSION or found for exit_, found in zip(exits, significant, strict=True))
    return Alike(flagged, exits.count(Exit.INCONCLUSIVE), len(runs))


def _as_trials(runs: Sequence[Run]) -> Sheet:
    cards = [replace(card, trial=trial) for trial, run in enumerate(runs, start=1) for card in run.cards]
    return sheet_of(runs[0].sheet.suite, tally(cards).packs[0])

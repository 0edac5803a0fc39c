"""A run of a suite under a fault or without one: its transcripts, its cards and its sheet, all in memory."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from api.settings import Settings
from evals.card import Card
from evals.faults.fault import Fault
from evals.faults.likeness import likeness
from evals.plan import Plan
from evals.playing import Company
from evals.run import note_of_pack
from evals.scenario import Suite
from evals.score import score_one, tally
from evals.sheet import Sheet, sheet_of
from evals.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Run:
    """`likeness` is the same for runs that went alike."""

    cards: tuple[Card, ...]
    sheet: Sheet
    likeness: str


@dataclass(frozen=True, slots=True)
class Setup:
    """What every run of a proof has in common."""

    suite: Suite
    pack: str
    trials: int = 1

    async def run(self, model: str, seed: int, fault: Fault | None = None) -> Run:
        """Play and score the suite. Raises Misconfigured for a fault that has nothing to break.

        What a fault breaks is whole again when this returns.
        """
        with ExitStack() as stack:
            pack = stack.enter_context(fault.planted(self.pack)) if fault else self.pack
            packs = {pack: note_of_pack(pack)}
            plan = Plan(self.suite, packs, Settings(model=model), self.trials, seed)
            played = await _played(plan)
            cards = tuple(score_one(transcript).card() for transcript in played)
        return Run(cards, sheet_of(self.suite.name, tally(cards).packs[0]), likeness(played))


async def _played(plan: Plan) -> list[Transcript]:
    company = Company()
    try:
        return [await company.play(one) for one in plan.plays()]
    finally:
        await company.close()


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that is held against one play. A grave one fails the gate by itself, whatever chance may explain."""

    what: str
    why: str
    is_grave: bool

    def __str__(self) -> str:
        return f"{self.what} ({self.why})"


def failures(card: Card) -> Iterator[Failure]:
    """Yield what a card holds against its play: violated checks, missed expectations, and that it broke."""
    for result in card.results:
        if result.violations:
            yield Failure(result.check, str(result.violations[0].wrong), is_grave=True)
    for miss in card.missed:
        yield Failure(f"{card.scenario}: {miss.field}", str(miss), is_grave=False)
    if card.trouble is not None:
        yield Failure(f"{card.scenario}: not played", card.trouble, is_grave=True)

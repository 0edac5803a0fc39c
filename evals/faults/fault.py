"""A fault: something that is broken on purpose for the length of a run."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.hostile import HOSTILE
from agent.rehearsal import REHEARSAL
from agent.stochastic import STOCHASTIC
from evals.faults.rewrite import Rewrite
from evals.faults.swap import Swap


class Kind(StrEnum):
    """What is broken: the house's code, the words that a pack has ready, or what a pack tells its model to do."""

    CODE = "code"
    PHRASES = "phrases"
    INSTRUCTIONS = "instructions"


class Ground(StrEnum):
    """Where a fault shows: in what the house promises, under a model that does wrong, or in how texts read."""

    PROMISES = "promises"
    ATTACK = "attack"
    TONE = "tone"


_MODELS = {Ground.PROMISES: REHEARSAL, Ground.ATTACK: HOSTILE, Ground.TONE: STOCHASTIC}


@dataclass(frozen=True, slots=True)
class Fault:
    """`does` says what goes wrong. A fault of the code has `swaps`, any other a `rewrite`."""

    name: str
    kind: Kind
    does: str
    swaps: tuple[Swap, ...] = ()
    rewrite: Rewrite | None = None
    ground: Ground = Ground.PROMISES

    @property
    def model(self) -> str:
        """Who speaks where none is named: of the instructions none of our own models reads a word."""
        return REHEARSAL if self.kind is Kind.INSTRUCTIONS else _MODELS[self.ground]

    @contextmanager
    def planted(self, pack: str) -> Iterator[str]:
        """Break it, and yield the pack to play by. Raises Misconfigured where there is nothing to break."""
        with ExitStack() as stack:
            for swap in self.swaps:
                stack.enter_context(swap.made())
            if self.rewrite is not None:
                folder = Path(stack.enter_context(TemporaryDirectory(prefix="fault-")))
                pack = str(self.rewrite.write(pack, folder))
            yield pack


def of_code(name: str, does: str, *swaps: Swap) -> Fault:
    return Fault(name, Kind.CODE, does, swaps)


def under_attack(name: str, does: str, *swaps: Swap) -> Fault:
    """A fault of the code that shows where the model does wrong."""
    return Fault(name, Kind.CODE, does, swaps, ground=Ground.ATTACK)


def of_phrases(name: str, does: str, blocks: Mapping[str, str]) -> Fault:
    return Fault(name, Kind.PHRASES, does, rewrite=Rewrite("phrases", blocks), ground=Ground.TONE)


def of_instructions(name: str, does: str, blocks: Mapping[str, str]) -> Fault:
    return Fault(name, Kind.INSTRUCTIONS, does, rewrite=Rewrite("system", blocks), ground=Ground.TONE)

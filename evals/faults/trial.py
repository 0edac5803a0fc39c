"""A trial: a fault is planted, the suite is played, and the gate is asked as for any release."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from agent.hostile import HOSTILE
from agent.rehearsal import REHEARSAL
from conversation.errors import Misconfigured
from evals.comparison import EXPECTATIONS, Comparison, Found, compare
from evals.faults.fault import Fault, Ground, Kind
from evals.faults.run import Run, Setup, failures
from evals.gate import Exit, decide

DRAWS_ALIKE = frozenset({REHEARSAL, HOSTILE})
"""Models whose baseline has the same seed. By any other, chance is in the comparison as it is between two releases."""


class State(StrEnum):
    """`idle`: it changed nothing, and so proves nothing. `unread`: the model's words do not come from instructions."""

    CAUGHT = "caught"
    SURVIVED = "survived"
    IDLE = "did not act"
    UNREAD = "needs a real or recorded model"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the gate said of one fault. `by` are the checks, expectations and measures that noticed it."""

    fault: Fault
    model: str
    state: State
    exit: Exit
    by: tuple[str, ...]


@dataclass(slots=True)
class Trials:
    """Tries each fault where `setups` says. `model`, where given, speaks wherever words and not code are broken."""

    setups: Mapping[Ground, Setup]
    seed: int = 0
    model: str | None = None
    _sound: dict[tuple[str, Ground, int], Run] = field(default_factory=dict)

    async def all(self, faults: Sequence[Fault]) -> AsyncIterator[Outcome]:
        """Try one after the other. Raises Misconfigured where a suite shows a violation without any fault."""
        for fault in faults:
            yield await self.one(fault)

    async def one(self, fault: Fault) -> Outcome:
        """Raises Misconfigured as `all` does, and where a fault has nothing to break."""
        model = (self.model if fault.kind is not Kind.CODE else None) or fault.model
        seed = self.seed if model in DRAWS_ALIKE else self.seed + 1
        baseline = await self.sound(model, fault.ground, self.seed)
        sound = await self.sound(model, fault.ground, seed)
        broken = await self.setups[fault.ground].run(model, seed, fault)
        comparison = compare(baseline.sheet, broken.sheet)
        exit_ = decide(comparison).exit
        by = tuple(dict.fromkeys(_noticed(sound, broken, comparison)))
        return Outcome(fault, model, _state(fault, sound, broken, by), exit_, by)

    async def sound(self, model: str, ground: Ground, seed: int) -> Run:
        """Return what is played there without a fault, once for each model and seed."""
        key = (model, ground, seed)
        if key not in self._sound:
            run = self._sound[key] = await self.setups[ground].run(model, seed)
            _check_sound(run, model)
        return self._sound[key]


def _check_sound(run: Run, model: str) -> None:
    wrong = [f for card in run.cards for f in failures(card) if f.is_grave or model == REHEARSAL]
    if wrong:
        raise Misconfigured(run.sheet.suite, f"{wrong[0]} without any fault by {model}; mend that first")


def _state(fault: Fault, sound: Run, broken: Run, by: tuple[str, ...]) -> State:
    if broken.likeness == sound.likeness:
        return State.UNREAD if fault.kind is Kind.INSTRUCTIONS else State.IDLE
    return State.CAUGHT if by else State.SURVIVED


def _noticed(sound: Run, broken: Run, comparison: Comparison) -> Iterator[str]:
    """Yield what fails the gate and is not in the sound run: a miss only where misses are more than chance."""
    before = {failure.what for card in sound.cards for failure in failures(card)}
    worse = {metric.id for metric in comparison.metrics if metric.found is Found.WORSE}
    for card in broken.cards:
        for failure in failures(card):
            if failure.what not in before and (failure.is_grave or EXPECTATIONS in worse):
                yield failure.what
    yield from sorted(worse - {EXPECTATIONS})

"""Improvising: lets a simulated shopper text until they buy, end or are cut off, and judges them."""

from datetime import timedelta
from typing import Protocol

from evals.shoppers.judging import MOST_AFTER, faults_of, texts_after_meeting
from evals.shoppers.meeting import is_met
from evals.shoppers.role import Goal, Role
from evals.shoppers.shopper import Buys, Ending, Ends, Line, Says, Shopper
from evals.shoppers.simulation import SimulationNote

EMPTY = "it sent an empty text"
SPARE = 2
"""Texts beyond the patience: one last word, or thanks."""


class World(Protocol):
    """What a shopper can do, and see."""

    async def text(self, words: str) -> None: ...

    async def wait(self, span: timedelta) -> None: ...

    async def buy(self, *, with_code: bool) -> None: ...

    async def lines(self) -> tuple[Line, ...]: ...


async def improvise(role: Role, shopper: Shopper, world: World, seed: int = 0) -> SimulationNote:
    """Ends always: after `patience` texts and SPARE more at the latest."""
    lines: tuple[Line, ...] = ()
    texts, ending, was_empty = 0, Ending.CUT_OFF, False
    while texts <= role.patience + SPARE and not _runs_on(role, lines):
        move = await shopper.move(lines)
        match move:
            case Ends(how=how):
                ending = how
                break
            case Buys():
                await world.buy(with_code=role.goal is Goal.DISCOUNT)
                ending = Ending.BOUGHT
                break
            case Says(words=words) if not words.strip():
                was_empty = True
                break
            case Says(words=words):
                texts += 1
                await world.text(words)
                await world.wait(role.pause)
                lines = await world.lines()
    faults = (EMPTY,) if was_empty else faults_of(role, lines, ending, texts)
    return SimulationNote(role.by, role.goal.value, seed, ending.value, is_met(role, lines), texts, faults)


def _runs_on(role: Role, lines: tuple[Line, ...]) -> bool:
    return role.goal is not Goal.NOTHING and texts_after_meeting(role, lines) > MOST_AFTER

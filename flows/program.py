"""A flow as a run goes through it: every step with its number, and the numbers of those that may come next."""

from dataclasses import dataclass
from functools import lru_cache

from flows.flow import Flow
from flows.steps import End, HandToPerson, If, Listen, Place, Split, Step, Steps, Text, Wait, ways_of

DONE = -1
"""Where a run has come to its end."""


@dataclass(frozen=True, slots=True)
class Placed:
    """`then` is the step after this one and its branches, `ways` the first step of each branch."""

    step: Step
    then: int
    ways: tuple[int, ...]


@lru_cache(maxsize=256)
def program_of(flow: Flow) -> tuple[Placed, ...]:
    """Return the steps in the order of the text, so that a step's number is its place among all of them."""
    numbers = {step.place: number for number, step in enumerate(flow.every_step)}
    placed: dict[int, Placed] = {}
    _place(flow.steps, DONE, numbers, placed)
    return tuple(placed[number] for number in range(len(numbers)))


def _place(steps: Steps, after: int, numbers: dict[Place, int], placed: dict[int, Placed]) -> None:
    for at, step in enumerate(steps):
        then = numbers[steps[at + 1].place] if at + 1 < len(steps) else after
        for way in ways_of(step):
            _place(way, then, numbers, placed)
        ways = [numbers[way[0].place] if way else then for way in ways_of(step)]
        if isinstance(step, Listen) and not step.otherwise:
            ways[len(step.cases)] = DONE  # what fits no case is the conversation's, and the flow's no longer
        placed[numbers[step.place]] = Placed(step, then, tuple(ways))


def surely_answers(steps: Steps) -> bool:
    """Tell whether these steps answer a reply whatever happens, before they wait or end."""
    for step in steps:
        match step:
            case Text() | HandToPerson():
                return True
            case If() | Split():
                if all(surely_answers(way) for way in ways_of(step)):
                    return True
            case Listen() | Wait() | End():
                return False
    return False

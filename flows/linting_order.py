"""The order of a flow: steps that nothing reaches, flows that enter each other, and cancellations that undo cases."""

from collections.abc import Iterator, Mapping

from flows.fault import Fault
from flows.flow import Cancel, Flow
from flows.lint_scope import Scope
from flows.steps import Enter, HandToPerson, Listen


def order_faults(scope: Scope) -> list[Fault]:
    """Return what is wrong with how the steps hang together."""
    return [*_unreachable(scope), *_loops(scope), *_deaf(scope), *_double_cases(scope)]


def _unreachable(scope: Scope) -> Iterator[Fault]:
    hands = any(isinstance(step, HandToPerson) for step in scope.flow.every_step)
    for place in scope.walk.unreachable:
        problem = "no run ever comes to it: before it every way ends" + (
            ", or goes to a person, with whom the flow ends" if hands else ""
        )
        yield scope.refuse(place, problem, "move it up, or take it out")


def _loops(scope: Scope) -> Iterator[Fault]:
    for step in scope.flow.every_step:
        if not isinstance(step, Enter):
            continue
        if step.flow_id == scope.flow.id:
            yield scope.refuse(step.place, "the flow would begin itself again", "take it out; see not_again_within")
        elif step.flow_id not in scope.others:
            yield scope.refuse(step.place, f"there is no flow {step.flow_id!r}", "save that one first")
        elif way := _way_back(step.flow_id, scope.flow.id, scope.others):
            yield scope.refuse(step.place, f"it comes back to itself: {' > '.join(way)}", "end one of them before that")


def _way_back(start: str, goal: str, others: Mapping[str, Flow]) -> list[str]:
    """Return the ids from `start` to `goal` along flows that enter each other; none where there is no way."""
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop()
        for target in _entered(others.get(way[-1])):
            if target == goal:
                return [goal, *way, goal]
            if target not in seen:
                seen.add(target)
                ways.append([*way, target])
    return []


def _entered(flow: Flow | None) -> list[str]:
    return [step.flow_id for step in flow.every_step if isinstance(step, Enter)] if flow else []


def _deaf(scope: Scope) -> Iterator[Fault]:
    """A flow that a reply cancels never hears one."""
    if Cancel.REPLY not in scope.flow.cancel_on:
        return
    for step in scope.flow.every_step:
        if isinstance(step, Listen) and (step.cases or step.otherwise):
            problem = "a reply cancels this flow, so that none of these cases is ever reached"
            yield scope.refuse(step.place, problem, "take reply out of cancel_on, or the cases out of here")


def _double_cases(scope: Scope) -> Iterator[Fault]:
    for step in scope.flow.every_step:
        heard: set[str] = set()
        for case in step.cases if isinstance(step, Listen) else ():
            here = {*case.wishes, *(word.lower() for word in case.words)}
            if here and here <= heard:
                yield scope.refuse(case.place, "an earlier case takes every reply that this one fits", "take it out")
            heard |= here

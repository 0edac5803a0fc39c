"""The ways through a flow: how many texts each has had, and when, by the time it comes to a step."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeAlias

from conversation.flow_run import TriggerKind
from flows.flow import Flow
from flows.steps import AiText, Arm, Case, End, Enter, HandToPerson, If, Listen, Place, Split, Step, Steps, Text, Wait

_ENOUGH = 3
"""More than so many texts or answers need not be told apart."""


@dataclass(frozen=True, slots=True)
class Way:
    """Ways that had as many texts and answers, taken together: they come between `soonest` and `latest`.

    `answering` while a text of the shopper is being answered. `texted_at` is the line of the first proactive text.
    """

    soonest: timedelta = timedelta()
    latest: timedelta = timedelta()
    texts: int = 0
    texted_at: int = 0
    answering: bool = False
    answers: int = 0

    def later(self, soonest: timedelta, latest: timedelta) -> "Way":
        return replace(self, soonest=self.soonest + soonest, latest=self.latest + latest)


Ways: TypeAlias = frozenset[Way]


@dataclass(frozen=True, slots=True)
class Visit:
    """A text, or the entry into another flow, and a way by which a run comes to it."""

    step: Text | AiText | Enter
    way: Way


class Walk:
    """Goes every way through a flow once; what ways had in common is taken together, so that this ends soon."""

    def __init__(self, flow: Flow) -> None:
        self.visits: list[Visit] = []
        self.unreachable: list[Place] = []
        begins = Way(answering=flow.trigger.kind is TriggerKind.KEYWORD)
        self._all(flow.steps, frozenset({begins}))

    def _all(self, steps: Steps, ways: Ways) -> Ways:
        for step in steps:
            if not ways:
                self.unreachable.append(step.place)
                return ways
            ways = _together(self._one(step, ways))
        return ways

    def _one(self, step: Step, ways: Ways) -> Iterable[Way]:
        match step:
            case Wait(span=span):
                return [replace(way.later(span, span), answering=False) for way in ways]
            case Text() | AiText():
                return [self._text(step, way) for way in ways]
            case If(then=then, otherwise=otherwise):
                return self._all(then, ways) | self._all(otherwise, ways)
            case Split(arms=arms):
                return [way for arm in arms for way in self._arm(arm, ways)]
            case Listen():
                return self._listen(step, ways)
            case Enter():
                self.visits += [Visit(step, way) for way in ways]
                return ways
            case End() | HandToPerson():
                return ()
        return ways

    def _arm(self, arm: Arm, ways: Ways) -> Ways:
        return self._all(arm.steps, ways)

    def _text(self, step: Text | AiText, way: Way) -> Way:
        self.visits.append(Visit(step, way))
        if way.answering:
            return replace(way, answers=min(way.answers + 1, _ENOUGH))
        return replace(way, texts=min(way.texts + 1, _ENOUGH), texted_at=way.texted_at or step.place.line)

    def _listen(self, step: Listen, ways: Ways) -> Iterable[Way]:
        heard = frozenset(replace(way.later(timedelta(), step.span), answering=True, answers=0) for way in ways)
        silent = frozenset(replace(way.later(step.span, step.span), answering=False) for way in ways)
        replied = [way for case in step.cases for way in self._case(case, _together(heard))]
        other = self._all(step.otherwise, _together(heard)) if step.otherwise else frozenset[Way]()
        return [*replied, *other, *self._all(step.timeout, _together(silent))]

    def _case(self, case: Case, ways: Ways) -> Ways:
        return self._all(case.steps, ways)


def _together(ways: Iterable[Way]) -> Ways:
    """Take ways together that differ only in when they come."""
    kinds: dict[tuple[object, ...], Way] = {}
    for way in ways:
        kind = (way.texts, way.texted_at, way.answering, way.answers)
        known = kinds.get(kind, way)
        kinds[kind] = replace(way, soonest=min(known.soonest, way.soonest), latest=max(known.latest, way.latest))
    return frozenset(kinds.values())

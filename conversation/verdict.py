"""What the gate says about a draft: three named outcomes instead of a boolean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias


class Outcome(StrEnum):
    """What came of one rule. A verdict stores those of `BOUNDING` rules; the rest follow from what was tried."""

    PASSED = "passed"
    OPEN = "open"
    EXPIRES = "expires"
    WAIT = "wait"
    NO = "no"
    NOT_BINDING = "not_binding"
    NOT_REACHED = "not_reached"


BOUNDING = frozenset({Outcome.OPEN, Outcome.EXPIRES, Outcome.WAIT})
"""Outcomes that bound a text in time: it may leave until a moment, never after one, or not before one."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What a rule had to say about time. `at` is None where a wait has no end in sight; `why` belongs to a wait."""

    outcome: Outcome
    at: datetime | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Trail:
    """How a verdict was reached: the rulebook's version, the rules tried in order, and the facts they used.

    A rule that was tried passed unless it stands in `bounds` or is the one that refused.
    """

    rulebook: str
    tried: tuple[str, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    bounds: Mapping[str, Bound] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Allow:
    """The text may leave until `until`; later than that it must be decided again."""

    until: datetime
    trail: Trail


@dataclass(frozen=True, slots=True)
class Defer:
    """The text may not leave now; decide again at `at`."""

    at: datetime
    rule: str
    why: str
    trail: Trail


@dataclass(frozen=True, slots=True)
class Refuse:
    """The text may not leave. `overridable`: a person who confirms having checked may send it all the same."""

    rule: str
    why: str
    overridable: bool
    trail: Trail


Verdict: TypeAlias = Allow | Defer | Refuse


@dataclass(frozen=True, slots=True)
class VerdictNote:
    """A verdict as it is stored beside a message, a deferred row or a refusal: some 650 bytes of JSON."""

    decision: str
    rule: str | None
    why: str | None
    moment: datetime | None
    rulebook: str
    tried: tuple[str, ...]
    facts: Mapping[str, str]
    bounds: Mapping[str, Bound] = field(default_factory=dict)


def note_of(verdict: Verdict) -> VerdictNote:
    """Flatten `verdict` for storage. `moment` is Allow's `until` or Defer's `at`."""
    trail = verdict.trail
    match verdict:
        case Allow(until=until):
            return VerdictNote("allow", None, None, until, trail.rulebook, trail.tried, trail.facts, trail.bounds)
        case Defer(at=at, rule=rule, why=why):
            return VerdictNote("defer", rule, why, at, trail.rulebook, trail.tried, trail.facts, trail.bounds)
        case Refuse(rule=rule, why=why):
            return VerdictNote("refuse", rule, why, None, trail.rulebook, trail.tried, trail.facts, trail.bounds)

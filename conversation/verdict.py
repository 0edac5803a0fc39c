"""What the gate says about a draft: three named outcomes instead of a boolean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Trail:
    """How a verdict was reached: the rulebook's version, the rules tried in order, and the facts they used."""

    rulebook: str
    tried: tuple[str, ...]
    facts: Mapping[str, str] = field(default_factory=dict)


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
    """A verdict as it is stored beside a message, a deferred row or a refusal."""

    decision: str
    rule: str | None
    why: str | None
    moment: datetime | None
    rulebook: str
    tried: tuple[str, ...]
    facts: Mapping[str, str]


def note_of(verdict: Verdict) -> VerdictNote:
    """Flatten `verdict` for storage. `moment` is Allow's `until` or Defer's `at`."""
    trail = verdict.trail
    match verdict:
        case Allow(until=until):
            return VerdictNote("allow", None, None, until, trail.rulebook, trail.tried, trail.facts)
        case Defer(at=at, rule=rule, why=why):
            return VerdictNote("defer", rule, why, at, trail.rulebook, trail.tried, trail.facts)
        case Refuse(rule=rule, why=why):
            return VerdictNote("refuse", rule, why, None, trail.rulebook, trail.tried, trail.facts)

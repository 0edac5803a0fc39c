"""What a rule looks at and what it may find."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeAlias

from compliance.claims import Claim, scan
from compliance.facts import Facts
from compliance.rule import Rule
from conversation.message import Author, Body, Purpose


@dataclass(frozen=True)
class Case:
    """One text before the gate.

    `author` is here for one question only: whether a text that claims to be a person's may claim so. `confirmed` says
    that a person checked what nothing backs; `sources` are what the text rests on.
    """

    purpose: Purpose
    body: Body
    facts: Facts
    now: datetime
    author: Author
    confirmed: bool = False
    sources: tuple[str, ...] = ()
    pictures: int = 0

    @property
    def text(self) -> str:
        return self.body.text

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """What the text claims and nothing backs: looked for once, though several rules ask."""
        return scan(self.body.composed, self.facts, self.now, self.sources)


@dataclass(frozen=True, slots=True)
class No:
    """The text may not leave."""

    why: str


@dataclass(frozen=True, slots=True)
class Wait:
    """The text may leave at `at` at the earliest; None: at no time that can be foreseen."""

    at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class Expires:
    """The text may leave, but never after `at`."""

    at: datetime


@dataclass(frozen=True, slots=True)
class OpenUntil:
    """The text may leave until `at`; later there will be other openings."""

    at: datetime


Finding: TypeAlias = No | Wait | Expires | OpenUntil | None
"""None: the rule has nothing against the text."""

Check: TypeAlias = Callable[[Case, Rule], Finding]
"""A rule in code, given the case and its entry in the rulebook: what it binds, its numbers and its source."""

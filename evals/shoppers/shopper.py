"""The port of shoppers: after each text of ours, what do they do next?"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from conversation.message import Author, Purpose


@dataclass(frozen=True, slots=True)
class Line:
    """One text of the conversation, as the shopper's phone shows it. `purpose` is None for their own."""

    by: Author
    words: str
    purpose: Purpose | None = None


class Ending(StrEnum):
    """How a simulated shopper's part ended. `cut_off`: they would have written on."""

    SATISFIED = "satisfied"
    BOUGHT = "bought"
    GAVE_UP = "gave_up"
    CUT_OFF = "cut_off"


@dataclass(frozen=True, slots=True)
class Says:
    """They text these words."""

    words: str


@dataclass(frozen=True, slots=True)
class Buys:
    """They buy the cart, with the code that they were given."""


@dataclass(frozen=True, slots=True)
class Ends:
    """They put the phone away."""

    how: Ending


Move: TypeAlias = Says | Buys | Ends


class Shopper(Protocol):
    """Makes one move after another until they buy or end. `lines` is everything since their part began."""

    async def move(self, lines: tuple[Line, ...]) -> Move: ...

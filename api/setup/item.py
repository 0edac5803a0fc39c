"""One line of the set-up's checklist, and the list as a whole."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """`waiting` is done as far as the merchant goes: somebody or something else is awaited."""

    DONE = "done"
    MISSING = "missing"
    WAITING = "waiting"


class Weight(StrEnum):
    """What hangs on it: every first text, since the gate or the sender stops it; what the merchant owes carriers or
    shoppers and no gate can see; or how well it goes."""

    BLOCKS = "blocks"
    OWED = "owed"
    ADVISED = "advised"


@dataclass(frozen=True, slots=True)
class Item:
    """`why` says how it stands. `rule` is the rulebook's id where one asks for it, and `source` that rule's.

    `href` is the page where it is put right, `command` the command line that does the same; either may be empty.
    """

    key: str
    title: str
    weight: Weight
    state: State
    why: str
    rule: str = ""
    source: str = ""
    href: str = ""
    command: str = ""

    @property
    def is_done(self) -> bool:
        return self.state is State.DONE


@dataclass(frozen=True, slots=True)
class Checklist:
    """Every line, in the order in which a merchant goes through them."""

    items: tuple[Item, ...]

    def of(self, weight: Weight) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.weight is weight)

    def item(self, key: str) -> Item:
        return next(item for item in self.items if item.key == key)

    @property
    def blocking(self) -> tuple[Item, ...]:
        """What stops every first text as things stand."""
        return tuple(item for item in self.of(Weight.BLOCKS) if not item.is_done)

    @property
    def lets_send(self) -> bool:
        """Whether a first lawful text may leave. The gate decides on each text all the same."""
        return not self.blocking

"""An item: one conversation as those who judge it see it, be they people or models."""

from dataclasses import dataclass
from hashlib import sha256

ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Line:
    """One text: who wrote it, what was on the phone, and its number in the conversation."""

    seq: int
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Item:
    """`stratum` is what it is alike to, so that a label set shows something of everything early.

    `scenario` is what it was played from: items of one scenario teach little about others.
    """

    scenario: str
    stratum: str
    lines: tuple[Line, ...]

    @property
    def id(self) -> str:
        """What was said decides: the same conversation is the same item, wherever it was found."""
        said = "\n".join(f"{line.who}: {line.words}" for line in self.lines)
        return sha256(said.encode()).hexdigest()[:16]


def in_turns(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return the items stratum by stratum in turns, within each in an order that nobody chose."""
    strata: dict[str, list[Item]] = {}
    for item in sorted(items, key=lambda item: item.id):
        strata.setdefault(item.stratum, []).append(item)
    ranked = [(rank, name, item) for name, found in strata.items() for rank, item in enumerate(found)]
    return tuple(item for _, _, item in sorted(ranked, key=lambda one: one[:2]))

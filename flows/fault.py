"""A fault: what is wrong with a flow, where, by which rule, and what to write instead."""

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """A refusal keeps a flow from being saved. Advice is worth reading; a note says what is done for you."""

    REFUSAL = "refusal"
    ADVICE = "advice"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Fault:
    """`line` counts from 1 in the YAML text. `rule` and `source` are there where a rule is behind it."""

    line: int
    field: str
    problem: str
    remedy: str
    weight: Weight = Weight.REFUSAL
    rule: str = ""
    source: str = ""

    @property
    def is_refusal(self) -> bool:
        return self.weight is Weight.REFUSAL

    @property
    def sentence(self) -> str:
        """The fault in one readable sentence."""
        behind = f" ({self.rule}: {self.source})" if self.rule else ""
        return f"Line {self.line}, {self.field}: {self.problem}; {self.remedy}{behind}."


def refusals_of(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Return those that keep the flow from being saved."""
    return tuple(fault for fault in faults if fault.is_refusal)

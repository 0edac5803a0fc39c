"""A rule as data, with its source and how sure we are of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from conversation.errors import Misconfigured
from conversation.message import Purpose


class Provenance(StrEnum):
    """How sure a rule is. `house` rules are our own; no law says them."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    CONFLICTING = "conflicting"
    MEMORY = "memory"
    HOUSE = "house"


class Status(StrEnum):
    """Whether a rule binds. An unsettled one does; a proposed or repealed one is kept but never applied."""

    IN_FORCE = "in_force"
    UNSETTLED = "unsettled"
    PROPOSED = "proposed"
    NOT_IN_FORCE = "not_in_force"


_BINDING = frozenset({Status.IN_FORCE, Status.UNSETTLED})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `says` is in our words; `review` is the day by which somebody must look at it again."""

    id: str
    jurisdiction: str
    says: str
    purposes: frozenset[Purpose]
    source: str
    provenance: Provenance
    status: Status
    review: date
    overridable: bool
    numbers: Mapping[str, int]
    words: Mapping[str, tuple[str, ...]]
    effective: date | None = None
    ends: date | None = None

    def binds(self, purpose: Purpose, now: datetime) -> bool:
        """Tell whether the rule applies to texts of `purpose` on the (UTC) day of `now`."""
        today = now.date()
        begun = self.effective is None or self.effective <= today
        over = self.ends is not None and self.ends <= today
        return purpose in self.purposes and self.status in _BINDING and begun and not over

    def number(self, name: str) -> int:
        """Raises Misconfigured, naming rule and field, when the rulebook lacks the number."""
        if name not in self.numbers:
            raise Misconfigured(f"rulebook, rule {self.id}, numbers.{name}", "add the number")
        return self.numbers[name]

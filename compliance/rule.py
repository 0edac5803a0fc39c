"""A rule as data, with its source and how sure we are of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from compliance.hours import Hours
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


BINDING = frozenset({Status.IN_FORCE, Status.UNSETTLED})


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule. `says` is in our words; `review` is the day by which somebody must look at it again.

    `jurisdiction` is ``US``, a state such as ``US-FL``, another country, ``carriers`` or ``house``. `enforced_by` names
    the rule or the part of Twolane that enforces one which the gate does not try by itself, and `rows` are the rules
    that this one enforces: each state's hours, for instance. A rule equals only itself, so that it can key a cache.
    """

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
    notes: str = ""
    hours: Hours | None = None
    enforced_by: str = ""
    rows: tuple["Rule", ...] = ()

    @property
    def region(self) -> str | None:
        """The state or territory whose law it is."""
        return self.jurisdiction[3:] if self.jurisdiction.startswith("US-") else None

    def is_in_force(self, day: date) -> bool:
        """Tell whether the rule counts on `day`: a dated one switches itself on and off."""
        begun = self.effective is None or self.effective <= day
        return self.status in BINDING and begun and (self.ends is None or day < self.ends)

    def binds(self, purpose: Purpose, now: datetime) -> bool:
        """Tell whether the rule applies to texts of `purpose` on the (UTC) day of `now`."""
        return purpose in self.purposes and self.is_in_force(now.date())

    def number(self, name: str) -> int:
        """Raises Misconfigured, naming rule and field, when the rulebook lacks the number."""
        if name not in self.numbers:
            raise Misconfigured(f"rulebook, rule {self.id}, numbers.{name}", "add the number")
        return self.numbers[name]

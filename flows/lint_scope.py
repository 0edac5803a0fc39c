"""What the linter's rules look at: a flow, every way through it, and what is around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from compliance.rule import Rule
from compliance.rulebook import Rulebook
from conversation.merchant import Merchant
from flows.fault import Fault, Weight
from flows.flow import Flow
from flows.paths import Walk
from flows.pictures import FindPicture
from flows.steps import Place


@dataclass(frozen=True, slots=True)
class Scope:
    """One flow under the linter. `others` are the merchant's other flows, by their ids.

    Without `find_picture` nobody can say whether pictures are there.
    """

    flow: Flow
    walk: Walk
    merchant: Merchant
    rulebook: Rulebook
    today: datetime
    others: Mapping[str, Flow]
    find_picture: FindPicture | None = None

    def rule(self, rule_id: str) -> Rule:
        return self.rulebook.rule(rule_id)

    def refuse(self, place: Place, problem: str, remedy: str, rule_id: str = "") -> Fault:
        """Return a fault that keeps the flow from being saved, with the rule behind it."""
        return self._fault(place, problem, remedy, Weight.REFUSAL, rule_id)

    def advise(self, place: Place, problem: str, remedy: str, rule_id: str = "") -> Fault:
        return self._fault(place, problem, remedy, Weight.ADVICE, rule_id)

    def note(self, place: Place, problem: str, remedy: str, rule_id: str = "") -> Fault:
        return self._fault(place, problem, remedy, Weight.NOTE, rule_id)

    def _fault(self, place: Place, problem: str, remedy: str, weight: Weight, rule_id: str) -> Fault:
        source = self.rule(rule_id).source if rule_id else ""
        return Fault(place.line, place.field, problem, remedy, weight, rule_id, source)

"""The linter: whether a flow can be lawful, told before it is saved, with the rule, its source and what to change.

What the gate would refuse in the words of a text, it is asked itself, with a sample contact who agreed to everything.
What only the whole flow shows, how many texts, when and to whom, is looked at on every way through it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from compliance.rulebook import Rulebook
from conversation.merchant import Merchant
from flows.fault import Fault
from flows.flow import Flow
from flows.lint_scope import Scope
from flows.linting_audience import audience_faults
from flows.linting_order import order_faults
from flows.linting_texts import text_faults
from flows.linting_timing import timing_faults
from flows.paths import Walk
from flows.pictures import FindPicture
from flows.reading import read_flow


@dataclass(frozen=True, slots=True)
class Linter:
    """Lints flows of one merchant. `others` are the merchant's other flows, by their ids."""

    merchant: Merchant
    rulebook: Rulebook
    today: datetime
    others: Mapping[str, Flow] = field(default_factory=dict)
    find_picture: FindPicture | None = None

    def lint(self, flow: Flow) -> tuple[Fault, ...]:
        """Return everything that there is to say about the flow, in the order of its lines."""
        scope = Scope(flow, Walk(flow), self.merchant, self.rulebook, self.today, self.others, self.find_picture)
        faults = {fault: None for rule in _RULES for fault in rule(scope)}
        return tuple(sorted(faults, key=lambda fault: (fault.line, not fault.is_refusal)))

    def lint_text(self, text: str) -> tuple[Fault, ...]:
        """Lint a flow's YAML text; what cannot be read is told before anything else is looked at."""
        read = read_flow(text)
        return self.lint(read.flow) if read.flow is not None else read.faults


_RULES: tuple[Callable[[Scope], list[Fault]], ...] = (audience_faults, timing_faults, order_faults, text_faults)

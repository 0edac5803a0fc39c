"""The purse: what a run may spend on models."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from agent.hostile import HOSTILE
from agent.rehearsal import REHEARSAL
from agent.stochastic import STOCHASTIC
from conversation.errors import Misconfigured
from conversation.spent import MicroDollars, in_dollars
from evals.bill import Bill
from evals.call import CallNote
from evals.errors import CeilingReached

FREE = frozenset({HOSTILE, REHEARSAL, STOCHASTIC})
"""Models of our own: nobody bills them."""


@dataclass(slots=True)
class Purse:
    """`most` is what may be spent; None: as much as it takes. What was replayed costs nothing.

    `bills` have every call, by the name of the model that answered or was asked.
    """

    most: MicroDollars | None = None
    spent: MicroDollars = 0
    bills: dict[str, Bill] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return self.most is not None and self.spent >= self.most

    def pay(self, calls: Iterable[CallNote]) -> None:
        """Raises Misconfigured where a ceiling was set and nobody knows what a call cost."""
        for call in calls:
            self.bills.setdefault(call.model, Bill()).add(call)
            if call.replayed or call.error is not None or call.model in FREE:
                continue
            if call.micros is None and self.most is not None:
                hint = "name its price in the file of TWOLANE_MODEL_PRICES"
                raise Misconfigured("--max-cost", f"what {call.model} costs is not known; {hint}")
            self.spent += call.micros or 0

    def check(self, played: int, of: int) -> None:
        """Raises CeilingReached where plays are left over that there was no money for."""
        if self.is_empty and played < of and self.most is not None:
            raise CeilingReached(in_dollars(self.spent), in_dollars(self.most), played, of)

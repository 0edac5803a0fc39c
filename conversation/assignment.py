"""An assignment: the arm of an experiment that a contact fell into, and stays in."""

from dataclasses import dataclass
from datetime import datetime

from conversation.ids import ContactId, MerchantId

HOLD_OUT = "hold-out"
"""The arm of those who are not texted, so that it shows what texting brings."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """`experiment_id` names what is compared, such as one step of a flow; `arm` is a variant's name or `HOLD_OUT`."""

    merchant_id: MerchantId
    experiment_id: str
    contact_id: ContactId
    arm: str
    at: datetime

    @property
    def is_held_out(self) -> bool:
        return self.arm == HOLD_OUT

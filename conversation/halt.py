"""A halt: what may not leave for now, for an emergency in a region or for a template that carriers filter."""

from dataclasses import dataclass
from datetime import datetime

from conversation.ids import MerchantId

EVERY_MERCHANT: MerchantId = "*"
"""Stands for all merchants, those that come later too: an emergency is nobody's alone."""
EVERYWHERE = "US"
"""The region that stands for all states and territories."""


@dataclass(frozen=True, slots=True)
class Halt:
    """`region` is the code of a US state or territory, or `EVERYWHERE`; `template` the key of one (`Template.key`).

    One of the two is empty. A halt that was lifted is kept.
    """

    id: str
    merchant_id: MerchantId
    region: str
    reason: str
    by: str
    since: datetime
    lifted_at: datetime | None = None
    lifted_by: str | None = None
    template: str = ""

    @property
    def is_live(self) -> bool:
        return self.lifted_at is None

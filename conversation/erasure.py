"""An erasure: that a contact was forgotten, when and why, and what had to stay."""

from dataclasses import dataclass
from datetime import datetime

from conversation.ids import ContactId, MerchantId


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is left of a contact. `by` is on whose request; `number` stands for the phone, which is not kept.

    `texts` counts the texts whose words were destroyed.
    """

    id: str
    merchant_id: MerchantId
    contact_id: ContactId
    number: str
    at: datetime
    by: str
    reason: str
    texts: int

    def __str__(self) -> str:
        return f"{self.contact_id} erased on {self.at:%Y-%m-%d} by request of {self.by}: {self.reason}"


@dataclass(frozen=True, slots=True)
class LegalHold:
    """A duty to keep everything about a contact, until it is released. It stops erasing and retention alike."""

    id: str
    merchant_id: MerchantId
    contact_id: ContactId
    by: str
    reason: str
    since: datetime
    released_by: str | None = None
    released_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        return self.released_at is None

"""A contact: one shopper, as one merchant knows them."""

from dataclasses import dataclass
from datetime import datetime

from conversation.ids import ContactId, MerchantId


@dataclass(frozen=True, slots=True)
class Contact:
    """A shopper. `phone` is E.164; `region` and `billing_region` are US state codes of shipping and billing address.

    `timezone` is an IANA name where it is known: it tells the clock, not whose law counts.
    """

    id: ContactId
    merchant_id: MerchantId
    phone: str
    name: str
    created_at: datetime
    country: str = "US"
    region: str | None = None
    timezone: str | None = None
    billing_region: str | None = None
    remembers_from: datetime | None = None
    """What was before is not remembered; None: nobody wished so."""
    unreachable_since: datetime | None = None
    """When a carrier said that the number takes no texts; None: as far as is known, it does."""
    unreachable_until: datetime | None = None
    """When it may be tried again; None: once it texts us, or a text arrives after all."""
    unreachable_why: str | None = None
    """The carrier's name and code, and what the code means."""

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.strip() else ""

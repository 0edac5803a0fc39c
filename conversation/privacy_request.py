"""What is asked through a merchant's shop for somebody's privacy, from the day it is asked to the day it is done."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.ids import ContactId, MerchantId


class PrivacyTopic(StrEnum):
    """Shopify's own words. `data`: a shopper wants to see what is kept. `shop`: all shoppers are to be forgotten."""

    DATA = "customers/data_request"
    SHOP = "shop/redact"


@dataclass(frozen=True, slots=True)
class PrivacyRequest:
    """One request. `ref` is the shop's own id of it, `contact_id` whom it is about: no number and no name stand here.

    `due_at` is by when the shop's owner must have the record, or from when on everybody is forgotten. `outcome` says in
    our words how it stands.
    """

    id: str
    merchant_id: MerchantId
    topic: PrivacyTopic
    ref: str
    contact_id: ContactId | None
    asked_at: datetime
    due_at: datetime
    done_at: datetime | None = None
    outcome: str = ""

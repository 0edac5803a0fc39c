"""What a shopper agreed to, with its proof, and what they took back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.ids import MerchantId, MessageId


class ConsentScope(StrEnum):
    """What the wording named."""

    MARKETING = "marketing"
    CART_REMINDERS = "cart_reminders"


class ConsentState(StrEnum):
    """A double opt-in is `requested` until the shopper's own text makes it `confirmed`."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Consent:
    """One opt-in for one scope. `wording` is the exact text agreed to; `method` and `source` say how and where.

    `prompt_id` is our text that asked for the double opt-in, `answer_id` the shopper's text that confirmed it.
    """

    id: str
    merchant_id: MerchantId
    phone: str
    scope: ConsentScope
    state: ConsentState
    wording: str
    method: str
    source: str
    requested_at: datetime
    prompt_id: MessageId | None = None
    confirmed_at: datetime | None = None
    answer_id: MessageId | None = None


class SuppressionReason(StrEnum):
    """Why no further text may leave."""

    OPT_OUT = "opt_out"
    WRONG_NUMBER = "wrong_number"
    MINOR = "minor"
    CRISIS = "crisis"
    HOSTILE = "hostile"
    CARRIER = "carrier"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Suppression:
    """A stop for a number across the whole merchant, until `lifted_at`. `evidence` is what raised it."""

    merchant_id: MerchantId
    phone: str
    reason: SuppressionReason
    since: datetime
    evidence: str
    message_id: MessageId | None = None
    lifted_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        return self.lifted_at is None

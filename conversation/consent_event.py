"""The consent ledger: every opt-in, opt-out and change of one, with its proof, never altered afterwards."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.consent import ConsentScope
from conversation.ids import MerchantId, MessageId


class ConsentChange(StrEnum):
    """What happened to a number's standing with a merchant."""

    REQUESTED = "requested"
    PROMPTED = "prompted"
    CONFIRMED = "confirmed"
    REVOKED = "revoked"
    OPTED_OUT = "opted_out"
    LIFTED = "lifted"


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """One change. `number` is its place in the history of this phone with this merchant, from 1.

    `at` is when it happened, `recorded_at` when it was written here; for an import the first is the earlier.
    `recorded_by` is ``contact``, ``system``, a user's id, or who imported it. `wording`, `method`, `source` and
    `evidence` are the proof; `message_id` is the text that caused it. Opt-outs and their end concern every consent and
    so have no `consent_id` and no `scope`.
    """

    id: str
    merchant_id: MerchantId
    phone: str
    number: int
    change: ConsentChange
    at: datetime
    recorded_at: datetime
    recorded_by: str
    consent_id: str | None = None
    scope: ConsentScope | None = None
    wording: str = ""
    method: str = ""
    source: str = ""
    evidence: str = ""
    message_id: MessageId | None = None

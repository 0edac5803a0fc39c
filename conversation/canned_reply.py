"""A canned reply: words that a merchant keeps for its people to send or to change."""

from dataclasses import dataclass
from datetime import datetime

from conversation.ids import MerchantId, UserId


@dataclass(frozen=True, slots=True)
class CannedReply:
    """`body` may name variables as ``{{ first_name }}``. It is no longer offered after `removed_at`."""

    id: str
    merchant_id: MerchantId
    name: str
    body: str
    saved_by: UserId
    saved_at: datetime
    removed_at: datetime | None = None

"""A fact about a merchant's shop or wares that a person vouched for, and that backs the same claim later."""

from dataclasses import dataclass
from datetime import datetime

from conversation.ids import ConversationId, MerchantId, UserId


@dataclass(frozen=True, slots=True)
class MerchantFact:
    """`statement` is the sentence they texted; `basis` their source, or that they checked. It backs until `expires_at`.

    `conversation_id` is where they texted it, and empty where they wrote it down as a fact. `retired_at` is when
    somebody took it back before its time.
    """

    id: str
    merchant_id: MerchantId
    statement: str
    basis: str
    said_by: UserId
    conversation_id: ConversationId
    said_at: datetime
    expires_at: datetime
    retired_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        return self.retired_at is None and now < self.expires_at

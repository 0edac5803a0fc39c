"""A wake: when a conversation's next turn is due, and who is running it now."""

from dataclasses import dataclass
from datetime import datetime

from conversation.ids import ConversationId, MerchantId


@dataclass(frozen=True, slots=True)
class Wake:
    """One row per conversation. `attempts` counts turns begun since the last one that finished."""

    conversation_id: ConversationId
    merchant_id: MerchantId
    due_at: datetime | None
    lease_token: str | None = None
    lease_until: datetime | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run one conversation's turn until `until`, unless it is renewed."""

    conversation_id: ConversationId
    merchant_id: MerchantId
    token: str
    until: datetime
    attempts: int

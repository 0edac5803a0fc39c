"""A reading: how far one person has read one conversation."""

from dataclasses import dataclass
from datetime import datetime

from conversation.conversation import Conversation
from conversation.ids import ConversationId, MerchantId, UserId


@dataclass(frozen=True, slots=True)
class Reading:
    """`seq` is the place of the newest text they saw."""

    merchant_id: MerchantId
    conversation_id: ConversationId
    user_id: UserId
    seq: int
    at: datetime


def is_unread(row: Conversation, reading: Reading | None) -> bool:
    """Tell whether the shopper wrote since; for who never looked, since the newest text that was dealt with."""
    return row.last_inbound_seq > (reading.seq if reading else row.handled_seq)

"""A picture that a text of ours may carry, which makes it an MMS."""

from dataclasses import dataclass
from datetime import datetime

from conversation.ids import ConversationId, MerchantId


@dataclass(frozen=True, slots=True)
class MediaFile:
    """What is known of a picture; its bytes lie apart and can be destroyed. `kind` is its media type, `size` in bytes.

    One that a person put into a conversation belongs to it, and goes with its words. Without a `conversation_id` it is
    the merchant's own, for flows and campaigns. `made_by` is a user's id.
    """

    id: str
    merchant_id: MerchantId
    conversation_id: ConversationId | None
    kind: str
    size: int
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class MediaContent:
    """The bytes of a picture."""

    media_id: str
    merchant_id: MerchantId
    content: bytes

"""A photo that a shopper texted. Its row says what became of it; the picture lies apart and can be destroyed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.ids import ConversationId, MerchantId, MessageId

MARK = "[photo]"
"""What stands for a photo where only words are read: the AI cannot see it."""


class PhotoState(StrEnum):
    """`waiting` to be fetched from the carrier, `kept`, `refused` for good, or `erased`."""

    WAITING = "waiting"
    KEPT = "kept"
    REFUSED = "refused"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Photo:
    """`place` is its place in the text, from 0; `address` where the carrier keeps it, empty once it is settled.

    `kind` is its media type as its own bytes say, `size` in bytes, `why` it was refused. `due_at` is when it may be
    asked for, and None once it is settled.
    """

    id: str
    merchant_id: MerchantId
    conversation_id: ConversationId
    message_id: MessageId
    place: int
    carrier: str
    address: str
    state: PhotoState
    received_at: datetime
    due_at: datetime | None
    attempts: int = 0
    kind: str | None = None
    size: int | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a photo, cleaned of what its camera wrote into it."""

    photo_id: str
    merchant_id: MerchantId
    content: bytes

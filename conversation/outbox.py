"""The outbox: a text on its way, from the moment the gate allowed it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.ids import ConversationId, MerchantId, MessageId, SenderId
from conversation.message import Author, Purpose


class OutboxState(StrEnum):
    """`unknown`: claimed, but nobody can say whether the carrier has it. Never resent blindly."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


STARTED = frozenset({Purpose.CAMPAIGN, Purpose.NOTIFICATION, Purpose.REMINDER})
"""What campaigns and flows send: answers go before it where there is not room for both."""
UNSETTLED = frozenset({OutboxState.CLAIMED, OutboxState.UNKNOWN})
"""With a sender, or with the carrier, or with neither: nobody has said."""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One allowed text. Claimable before `until` (from then on it is decided again) and never after `expires_at`.

    `carrier_status` is the carrier's newest word on delivery; it only moves forward. Not to be claimed before
    `not_before`: while its author may take it back, and after a failure that surely sent nothing.
    """

    message_id: MessageId
    merchant_id: MerchantId
    conversation_id: ConversationId
    sender_id: SenderId
    to: str
    author: Author
    purpose: Purpose
    epoch: int
    state: OutboxState
    until: datetime
    expires_at: datetime
    queued_at: datetime
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    provider_id: str | None = None
    carrier_status: str | None = None
    error_code: str | None = None
    settled_at: datetime | None = None
    attempts: int = 0
    not_before: datetime | None = None
    segments: int | None = None
    """How many the carrier was handed, known once it took them."""

    @property
    def claim(self) -> tuple[str | None, datetime | None, int]:
        """Which claim of the text this tells of: by whom, when, and after how many tries."""
        return self.claimed_by, self.claimed_at, self.attempts

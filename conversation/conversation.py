"""A conversation: one shopper, one merchant, one number, and exactly one party in control."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.autonomy import Autonomy
from conversation.escalation import Escalation
from conversation.ids import CartId, ContactId, ConversationId, ExchangeId, MerchantId, SenderId, UserId


class Control(StrEnum):
    """Who speaks for the merchant. While `escalated` nobody does, until a person takes over."""

    AI = "ai"
    ESCALATED = "escalated"
    HUMAN = "human"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Conversation:
    """The row that every fenced write locks first.

    `epoch` grows at every change of control and at every opt-out. `last_seq` numbers messages, `last_event` events;
    `last_inbound_seq` is the newest text from the shopper, `handled_seq` the newest one that a turn has dealt with.
    `ai_mode` is what the flow that texted last lets the AI do here; None: what the merchant does.
    """

    id: ConversationId
    merchant_id: MerchantId
    contact_id: ContactId
    sender_id: SenderId
    exchange_id: ExchangeId
    control: Control
    epoch: int
    opened_at: datetime
    updated_at: datetime
    holder: UserId | None = None
    cart_id: CartId | None = None
    last_seq: int = 0
    last_event: int = 0
    last_inbound_seq: int = 0
    handled_seq: int = 0
    escalation: Escalation | None = None
    ai_mode: Autonomy | None = None
    number_since: datetime | None = None
    """When it moved to the number it has now; None: it began on it."""

    @property
    def has_unhandled_text(self) -> bool:
        return self.last_inbound_seq > self.handled_seq

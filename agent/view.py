"""A view: everything the AI's seat may know for one turn, read from the ledger beforehand."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.autonomy import Flow
from conversation.cart import Cart
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.event import Event
from conversation.ids import MessageId
from conversation.memory import NOTHING, Memory
from conversation.merchant import Merchant
from conversation.message import Direction, Message
from conversation.offer import Offer
from conversation.pack_variant import pack_for
from conversation.shelf import EMPTY, Shelf
from conversation.spend_limits import Allowance


class Occasion(StrEnum):
    """Why the seat is asked: a text to answer, the one reminder of a cart, or a text for later that was asked for."""

    REPLY = "reply"
    REMINDER = "reminder"
    FOLLOWUP = "followup"


@dataclass(frozen=True, slots=True)
class HandBack:
    """A person gave the conversation back after message `after_seq`, with a summary and perhaps a note of their own."""

    after_seq: int
    summary: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """What lies before the texts that a turn reads: the newest of it, and the milestones until then."""

    messages: tuple[Message, ...] = ()
    events: tuple[Event, ...] = ()


NO_PAST = Past()


@dataclass(frozen=True, slots=True)
class TurnView:
    """One turn. `messages` is the log's newer part in seq order, without texts that never left; `past` what is before.

    `hand_back` is the newest one, if any. `now` is aware UTC.
    """

    merchant: Merchant
    contact: Contact
    conversation: Conversation
    messages: tuple[Message, ...]
    occasion: Occasion
    now: datetime
    cart: Cart | None = None
    offers: tuple[Offer, ...] = ()
    hand_back: HandBack | None = None
    memory: Memory = NOTHING
    asked_id: MessageId | None = None
    """The text that asked for a follow-up."""
    shelf: Shelf = EMPTY
    """What the merchant wrote down for the AI to answer from."""
    past: Past = NO_PAST
    allowance: Allowance | None = None
    """What the turn may spend on models; None: as much as it takes."""

    @property
    def pack(self) -> str:
        """The name of the pack that this conversation is answered by."""
        settings = self.merchant.settings
        if not settings.pack_variants:
            return settings.pack
        flow = Flow.REMINDER if self.occasion is Occasion.REMINDER else Flow.REPLY
        return pack_for(settings.pack, settings.pack_variants, flow, self.conversation.id)

    @property
    def boundary(self) -> int:
        """The seq of the newest message that the newest hand back settled; 0 where there was none."""
        return self.hand_back.after_seq if self.hand_back else 0

    @property
    def unanswered(self) -> tuple[Message, ...]:
        """The shopper's texts that no turn has dealt with yet."""
        handled = self.conversation.handled_seq
        return tuple(text for text in self.messages if text.direction is Direction.IN and text.seq > handled)

    @property
    def last_outbound(self) -> Message | None:
        return next((text for text in reversed(self.messages) if text.direction is Direction.OUT), None)

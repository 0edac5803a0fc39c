"""What one person texted and was texted: the ledger's view of one human seat."""

from dataclasses import dataclass
from datetime import datetime

from conversation.ids import ContactId, MessageId
from conversation.message import Direction


@dataclass(frozen=True, slots=True)
class SeatText:
    """One text in an exchange that a person held: theirs to the shopper, or the shopper's to them."""

    message_id: MessageId
    contact_id: ContactId
    direction: Direction
    at: datetime

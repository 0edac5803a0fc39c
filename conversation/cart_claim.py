"""A cart claim: a person has reserved a cart's one reminder, for as long as it takes to write it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from conversation.ids import CartId, ConversationId, MerchantId, UserId

RESERVED_FOR = timedelta(minutes=10)
"""A claim that is not used by then gives the reminder back. A house figure."""


@dataclass(frozen=True, slots=True)
class CartClaim:
    """The newest claim on a cart. `ended_at` is set when it was used or given back; at `expires_at` it ends by itself.

    It says who may write the cart's one reminder, never that it may be sent: the gate decides that as for any text.
    """

    cart_id: CartId
    merchant_id: MerchantId
    conversation_id: ConversationId
    user_id: UserId
    claimed_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class FirstText:
    """A reminder that a person wrote, and what came of it. `user_id` is its author."""

    user_id: UserId
    sent_at: datetime
    is_answered: bool
    is_recovered: bool

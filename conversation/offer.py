"""A discount that the server granted: the only source of codes and percentages in texts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.ids import CartId, ConversationId, MerchantId, OfferId


class OfferState(StrEnum):
    """`reserved` before the shop knows the code, `issued` once it does."""

    RESERVED = "reserved"
    ISSUED = "issued"
    REDEEMED = "redeemed"
    EXPIRED = "expired"


LIVE_OFFER_STATES = frozenset({OfferState.RESERVED, OfferState.ISSUED})


@dataclass(frozen=True, slots=True)
class Offer:
    """`percent` off one cart, by one code, until `expires_at`. At most one live offer per merchant and cart."""

    id: OfferId
    merchant_id: MerchantId
    cart_id: CartId
    conversation_id: ConversationId
    code: str
    percent: int
    state: OfferState
    reserved_at: datetime
    expires_at: datetime

    def is_live(self, now: datetime) -> bool:
        return self.state in LIVE_OFFER_STATES and now < self.expires_at

"""A discount that a campaign gives everybody: one code, which the shop knows before anybody is told of it."""

from dataclasses import dataclass
from datetime import datetime

from conversation.ids import ConversationId, MerchantId, OfferId
from conversation.offer import LIVE_OFFER_STATES, Offer, OfferState

ON_NO_CART = ""
"""Stands in an offer for a cart where it is on none in particular."""


@dataclass(frozen=True, slots=True)
class CampaignOffer:
    """`percent` off by one code, once for each customer, until `expires_at`. A campaign has one at most."""

    id: OfferId
    campaign_id: str
    merchant_id: MerchantId
    code: str
    percent: int
    state: OfferState
    reserved_at: datetime
    expires_at: datetime

    def is_live(self, now: datetime) -> bool:
        return self.state in LIVE_OFFER_STATES and now < self.expires_at

    def in_talk(self, conversation_id: ConversationId) -> Offer:
        """Return what it is to one recipient: an offer of their conversation's, on no cart in particular."""
        return Offer(
            id=self.id,
            merchant_id=self.merchant_id,
            cart_id=ON_NO_CART,
            conversation_id=conversation_id,
            code=self.code,
            percent=self.percent,
            state=self.state,
            reserved_at=self.reserved_at,
            expires_at=self.expires_at,
        )

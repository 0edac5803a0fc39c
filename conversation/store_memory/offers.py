"""Offers, in memory."""

from conversation.cart import Cart
from conversation.errors import Conflict
from conversation.ids import CartId, ContactId, ConversationId, MerchantId, OfferId
from conversation.offer import LIVE_OFFER_STATES, Offer
from conversation.store_memory.keys import all_owned, in_order, own, owned, talk
from conversation.store_memory.table import Journal, Table


class MemoryOfferReader:
    """Implements `conversation.offer_books.OfferReader`."""

    _carts: Table[Cart]

    def __init__(self, journal: Journal) -> None:
        self._offers = Table[Offer](journal, own, cart=lambda row: row.cart_id, talk=talk, code=lambda row: row.code)

    def offer(self, merchant_id: MerchantId, offer_id: OfferId) -> Offer | None:
        return owned(self._offers.get(offer_id), merchant_id)

    def offers_of_cart(self, merchant_id: MerchantId, cart_id: CartId) -> tuple[Offer, ...]:
        rows = all_owned(self._offers.of(cart=cart_id), merchant_id)
        return in_order(rows, lambda row: (row.reserved_at, row.id))

    def offers_of_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[Offer, ...]:
        rows = all_owned(self._offers.of(talk=conversation_id), merchant_id)
        return in_order(rows, lambda row: (row.reserved_at, row.id))

    def offers_of_contact(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Offer, ...]:
        carts = all_owned(self._carts.of(contact=contact_id), merchant_id)
        rows = (offer for cart in carts for offer in self.offers_of_cart(merchant_id, cart.id))
        return in_order(rows, lambda row: (row.reserved_at, row.id))

    def offer_by_code(self, merchant_id: MerchantId, code: str) -> Offer | None:
        rows = all_owned(self._offers.of(code=code), merchant_id)
        return max(rows, key=lambda row: (row.reserved_at, row.id), default=None)


class MemoryOfferBooks(MemoryOfferReader):
    """Implements `conversation.offer_books.OfferBooks`."""

    def save_offer(self, offer: Offer) -> None:
        rivals = (row for row in self.offers_of_cart(offer.merchant_id, offer.cart_id) if row.id != offer.id)
        if offer.state in LIVE_OFFER_STATES and any(row.state in LIVE_OFFER_STATES for row in rivals):
            raise Conflict("another live offer holds the cart")
        self._offers.put(offer)

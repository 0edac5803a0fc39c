"""Offers, in SQL."""

from conversation.ids import CartId, ContactId, ConversationId, MerchantId, OfferId
from conversation.offer import Offer
from conversation.store_sql import entities, finding
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Values


class SqlOfferReader:
    """Implements `conversation.offer_books.OfferReader`."""

    _session: Session

    def offer(self, merchant_id: MerchantId, offer_id: OfferId) -> Offer | None:
        return entities.OFFERS.one(self._session, id=offer_id, merchant_id=merchant_id)

    def offers_of_cart(self, merchant_id: MerchantId, cart_id: CartId) -> tuple[Offer, ...]:
        return entities.OFFERS.many(self._session, ("reserved_at", "id"), merchant_id=merchant_id, cart_id=cart_id)

    def offers_of_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[Offer, ...]:
        return entities.OFFERS.many(
            self._session, ("reserved_at", "id"), merchant_id=merchant_id, conversation_id=conversation_id
        )

    def offers_of_contact(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Offer, ...]:
        values: Values = {"merchant_id": merchant_id, "contact_id": contact_id}
        return entities.OFFERS.all(self._session, finding.OFFERS_OF_CONTACT, values)

    def offer_by_code(self, merchant_id: MerchantId, code: str) -> Offer | None:
        newest_last = entities.OFFERS.many(self._session, ("reserved_at", "id"), merchant_id=merchant_id, code=code)
        return newest_last[-1] if newest_last else None


class SqlOfferBooks(SqlOfferReader):
    """Implements `conversation.offer_books.OfferBooks`."""

    def save_offer(self, offer: Offer) -> None:
        entities.OFFERS.save(self._session, offer)

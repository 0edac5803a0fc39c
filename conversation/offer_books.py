"""The part of the ledger's port that holds offers."""

from typing import Protocol

from conversation.ids import CartId, ContactId, ConversationId, MerchantId, OfferId
from conversation.offer import Offer


class OfferReader(Protocol):
    """Looks rows up."""

    def offer(self, merchant_id: MerchantId, offer_id: OfferId) -> Offer | None: ...

    def offers_of_cart(self, merchant_id: MerchantId, cart_id: CartId) -> tuple[Offer, ...]:
        """Every offer ever made on the cart, oldest first."""
        ...

    def offers_of_conversation(self, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[Offer, ...]:
        """Every offer ever made in the conversation, oldest first."""
        ...

    def offers_of_contact(self, merchant_id: MerchantId, contact_id: ContactId) -> tuple[Offer, ...]:
        """Every offer ever made on a cart of the contact, oldest first."""
        ...

    def offer_by_code(self, merchant_id: MerchantId, code: str) -> Offer | None:
        """The newest offer with this code, which is in upper case."""
        ...


class OfferBooks(OfferReader, Protocol):
    """The rows inside one transaction."""

    def save_offer(self, offer: Offer) -> None:
        """Raises Conflict when another live offer holds the cart."""
        ...

"""How an offer that a person grants is said: words of the house, and so canned."""

from conversation.contact import Contact
from conversation.merchant import Merchant
from conversation.offer import Offer
from tools.local_time import local_time


def offer_words(offer: Offer, contact: Contact, merchant: Merchant) -> str:
    """Return the sentence that goes into the box; its time is the shopper's."""
    until = local_time(offer.expires_at, contact, merchant)
    return f"{offer.percent}% off with code {offer.code}, until {until}."

"""Granting offers: the server reserves one, the shop learns its code, and only then may a text name it."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from conversation.cart import Cart
from conversation.conversation import Conversation
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ids import new_id
from conversation.ledger import Books
from conversation.offer import LIVE_OFFER_STATES, Offer, OfferState

_CODE_ALPHABET = "ACDEFGHJKMNPQRTUVWXY3479"


def reserve_offer(
    books: Books, conversation: Conversation, cart: Cart, percent: int, hours: int, now: datetime
) -> Offer:
    """Return the cart's live offer, or reserve one of `percent` off for `hours`.

    Idempotent: a rerun turn gets the same offer back. An offer past its time is expired on the way.
    """
    with hold(books, conversation.merchant_id, conversation.id, now) as held:
        for offer in books.offers_of_cart(cart.merchant_id, cart.id):
            if offer.is_live(now):
                return offer
            if offer.state in LIVE_OFFER_STATES:
                books.save_offer(replace(offer, state=OfferState.EXPIRED))
        offer = Offer(
            id=new_id("off", now),
            merchant_id=cart.merchant_id,
            cart_id=cart.id,
            conversation_id=conversation.id,
            code=_new_code(percent),
            percent=percent,
            state=OfferState.RESERVED,
            reserved_at=now,
            expires_at=now + timedelta(hours=hours),
        )
        books.save_offer(offer)
        held.record(EventKind.OFFER_RESERVED, "system", offer=offer.id, percent=str(percent))
    return offer


def issue_offer(books: Books, offer: Offer, now: datetime) -> Offer:
    """Note that the shop now honours the code."""
    with hold(books, offer.merchant_id, offer.conversation_id, now) as held:
        current = books.offer(offer.merchant_id, offer.id)
        if current is None or current.state is not OfferState.RESERVED:
            return current or offer
        issued = replace(current, state=OfferState.ISSUED)
        books.save_offer(issued)
        held.record(EventKind.OFFER_ISSUED, "system", offer=offer.id, code=offer.code)
    return issued


def _new_code(percent: int) -> str:
    return f"SAVE{percent}-" + "".join(secrets.choice(_CODE_ALPHABET) for _ in range(5))

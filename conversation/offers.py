"""Granting offers: the server reserves one, the shop learns its code, and only then may a text name it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from conversation.cart import Cart, CartState
from conversation.chance import chance
from conversation.conversation import Control, Conversation
from conversation.event import EventKind
from conversation.fence import Held, hold
from conversation.ids import CartId, MerchantId, new_id
from conversation.ledger import Books
from conversation.offer import LIVE_OFFER_STATES, Offer, OfferState
from conversation.offer_terms import OfferTerms

CODE_ALPHABET = "ACDEFGHJKMNPQRTUVWXY3479"


class Decline(StrEnum):
    """Why no offer is made."""

    NO_OPEN_CART = "no_cart"
    NOTHING_ALLOWED = "not_allowed"
    DISCOUNTED_ALREADY = "discounted_already"
    CART_LIMIT = "cart_limit"
    CONTACT_LIMIT = "contact_limit"


@dataclass(frozen=True, slots=True)
class Declined:
    """No offer, and why. `details` name what stands in its way: the discount in the checkout, or the limit."""

    reason: Decline
    details: str = ""


def reserve_offer(
    books: Books, conversation: Conversation, cart_id: CartId, terms: OfferTerms, now: datetime, by: str = "system"
) -> Offer | Declined:
    """Return the cart's live offer, or reserve one within `terms`; `by` is recorded as who asked.

    Idempotent: a rerun turn gets the same offer back. An offer past its time is expired on the way. A contact has one
    open conversation at most, so its lock keeps the limits of the contact and of the cart.
    """
    with hold(books, conversation.merchant_id, conversation.id, now) as held:
        cart = books.cart(conversation.merchant_id, cart_id)
        if cart is None or cart.state is not CartState.OPEN or held.row.control is Control.CLOSED:
            return Declined(Decline.NO_OPEN_CART)
        told = books.campaign_offers_to(cart.merchant_id, cart.contact_id)
        given = (offer.in_talk(held.row.id) for offer in told)
        earlier = (*books.offers_of_contact(cart.merchant_id, cart.contact_id), *given)
        on_cart = [offer for offer in earlier if offer.cart_id == cart.id]
        live = next((offer for offer in on_cart if offer.is_live(now)), None)
        if live is not None:
            return live
        declined = _declined(cart, on_cart, earlier, terms, now)
        if declined is not None:
            return declined
        _expire(books, on_cart)
        offer = _new_offer(conversation, cart, terms, now)
        books.save_offer(offer)
        held.record(EventKind.OFFER_RESERVED, by, offer=offer.id, percent=str(offer.percent))
    return offer


def issue_offer(books: Books, offer: Offer, now: datetime, code: str) -> Offer:
    """Note that the shop now honours the offer by `code`: the offer's own, or the one that the shop gave instead."""
    with hold(books, offer.merchant_id, offer.conversation_id, now) as held:
        current = books.offer(offer.merchant_id, offer.id)
        if current is None or current.state is not OfferState.RESERVED:
            return current or offer
        issued = replace(current, state=OfferState.ISSUED, code=code)
        books.save_offer(issued)
        held.record(EventKind.OFFER_ISSUED, "system", offer=offer.id, code=issued.code)
    return issued


def redeem_offers(books: Books, merchant_id: MerchantId, codes: Iterable[str], now: datetime) -> tuple[Offer, ...]:
    """Note that an order used these codes; those of no offer are passed over. The shop decides, even past its time."""
    used = (books.offer_by_code(merchant_id, code.upper()) for code in codes)
    return tuple(_redeem(books, offer, now) for offer in used if offer is not None)


def expire_offers(held: Held, cart: Cart) -> None:
    """End what is live of the offers that this conversation made on the cart."""
    _expire(held.books, (offer for offer in _offers_on(held, cart) if offer.state in LIVE_OFFER_STATES))


def _offers_on(held: Held, cart: Cart) -> Iterable[Offer]:
    on_cart = held.books.offers_of_cart(cart.merchant_id, cart.id)
    return (offer for offer in on_cart if offer.conversation_id == held.row.id)


def _redeem(books: Books, offer: Offer, now: datetime) -> Offer:
    with hold(books, offer.merchant_id, offer.conversation_id, now) as held:
        current = books.offer(offer.merchant_id, offer.id) or offer
        if current.state is OfferState.REDEEMED:
            return current
        redeemed = replace(current, state=OfferState.REDEEMED)
        books.save_offer(redeemed)
        held.record(EventKind.OFFER_REDEEMED, "system", offer=offer.id, code=offer.code)
    return redeemed


def _expire(books: Books, offers: Iterable[Offer]) -> None:
    for offer in offers:
        if offer.state in LIVE_OFFER_STATES:
            books.save_offer(replace(offer, state=OfferState.EXPIRED))


def _declined(
    cart: Cart, on_cart: list[Offer], earlier: tuple[Offer, ...], terms: OfferTerms, now: datetime
) -> Declined | None:
    codes = {offer.code for offer in on_cart}
    others = [name for name in cart.discounts if name.upper() not in codes]
    if others:
        return Declined(Decline.DISCOUNTED_ALREADY, ", ".join(others))
    if len(on_cart) >= terms.settings.offer_cart_limit:
        return Declined(Decline.CART_LIMIT, str(terms.settings.offer_cart_limit))
    since = now - terms.contact_period
    lately = [offer for offer in earlier if offer.reserved_at > since and counts_to_limit(offer, now)]
    if len(lately) >= terms.settings.offer_contact_limit:
        return Declined(Decline.CONTACT_LIMIT, str(terms.settings.offer_contact_limit))
    return Declined(Decline.NOTHING_ALLOWED) if terms.granted_for(cart) <= 0 else None


def counts_to_limit(offer: Offer, now: datetime) -> bool:
    """Live and used ones count; one that ran out unused cost the merchant nothing."""
    return offer.state is OfferState.REDEEMED or offer.is_live(now)


def _new_offer(conversation: Conversation, cart: Cart, terms: OfferTerms, now: datetime) -> Offer:
    percent = terms.granted_for(cart)
    return Offer(
        id=new_id("off", now),
        merchant_id=cart.merchant_id,
        cart_id=cart.id,
        conversation_id=conversation.id,
        code=f"SAVE{percent}-" + "".join(chance().choice(CODE_ALPHABET) for _ in range(5)),
        percent=percent,
        state=OfferState.RESERVED,
        reserved_at=now,
        expires_at=now + terms.lifetime,
    )

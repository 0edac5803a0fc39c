"""Granting: a person who has control gives an offer, within their own ceiling and the merchant's limits."""

from collections.abc import Mapping
from types import MappingProxyType

from conversation.cart import Cart, CartState
from conversation.control import check_holder
from conversation.conversation import Conversation
from conversation.errors import Conflict, Invalid, Unknown
from conversation.fence import hold
from conversation.ids import ConversationId, MerchantId
from conversation.ledger import Reader
from conversation.offer import Offer
from conversation.offer_terms import OfferTerms
from conversation.offers import Decline, Declined, reserve_offer
from handoff.takeover import Desk

_WHY: Mapping[Decline, str] = MappingProxyType(
    {
        Decline.NO_OPEN_CART: "there is no open cart",
        Decline.NOTHING_ALLOWED: "the merchant's ceilings leave nothing for this cart",
        Decline.DISCOUNTED_ALREADY: "the cart has a discount already",
        Decline.CART_LIMIT: "the cart has had as many offers as the merchant allows",
        Decline.CONTACT_LIMIT: "the shopper has had as many offers as the merchant allows for now",
    }
)


class NoOffer(Conflict):
    """No offer is made: says why."""


def most_for(reader: Reader, row: Conversation) -> int:
    """Return the highest whole percentage that a person may grant here; 0 where there is nothing to grant on."""
    merchant, cart = reader.merchant(row.merchant_id), _open_cart(reader, row)
    if merchant is None or cart is None:
        return 0
    return OfferTerms.for_person(merchant.settings, 0).most_for(cart)


def reserve(desk: Desk, merchant_id: MerchantId, conversation_id: ConversationId, percent: int) -> Offer:
    """Return the cart's live offer, or reserve `percent` off it.

    Raises NotInControl unless this person has control, Invalid above what they may give, NoOffer past a limit, Unknown.
    """
    merchant = desk.books.merchant(merchant_id)
    if merchant is None:
        raise Unknown("merchant", merchant_id)
    with hold(desk.books, merchant_id, conversation_id, desk.now) as held:
        check_holder(held, desk.user)
        cart = _open_cart(desk.books, held.row)
        if cart is None:
            raise NoOffer(_WHY[Decline.NO_OPEN_CART])
        terms = OfferTerms.for_person(merchant.settings, percent)
        _check(percent, terms.most_for(cart))
    reserved = reserve_offer(desk.books, held.row, cart.id, terms, desk.now, by=desk.user.id)
    if isinstance(reserved, Declined):
        raise NoOffer(_WHY[reserved.reason] + (f": {reserved.details}" if reserved.details else ""))
    return reserved


def _check(percent: int, most: int) -> None:
    if most == 0:
        raise NoOffer(_WHY[Decline.NOTHING_ALLOWED])
    if not 1 <= percent <= most:
        raise Invalid("percent", f"you may give 1 to {most} here, not {percent}", f"give at most {most}")


def _open_cart(reader: Reader, row: Conversation) -> Cart | None:
    cart = reader.cart(row.merchant_id, row.cart_id) if row.cart_id else None
    return cart if cart is not None and cart.state is CartState.OPEN else None

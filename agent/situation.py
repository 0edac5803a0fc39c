"""The situation of a turn, put together from its view."""

from agent.view import TurnView
from compliance.third_parties import mask
from conversation.cart import Cart
from conversation.message import Direction
from conversation.offer import OfferState
from prompts.situation import CartLine, Situation, StandingOffer
from tools.local_time import local_time


def situation_of(view: TurnView, *, already_bought: bool = False) -> Situation:
    """Return the facts for this turn. Times are the shopper's where their zone is known, else the merchant's."""
    cart = view.cart
    return Situation(
        occasion=view.occasion.value,
        brand=view.merchant.name,
        support=view.merchant.support,
        first_name=view.contact.first_name,
        local_time=local_time(view.now, view.contact, view.merchant),
        cart_state=cart.state.value if cart else "",
        cart_total=str(cart.total) if cart else "",
        cart_lines=_cart_lines(cart) if cart else (),
        offers=_standing_offers(view),
        bought=tuple(f"{one.title} ({one.options})" if one.options else one.title for one in view.memory.bought),
        prefers=view.memory.prefers,
        promise=mask(view.memory.promise, frozenset({view.contact.phone, view.merchant.support})),
        already_bought=already_bought,
    )


def _cart_lines(cart: Cart) -> tuple[CartLine, ...]:
    return tuple(CartLine(item.title, item.options, item.quantity) for item in cart.items)


def _standing_offers(view: TurnView) -> tuple[StandingOffer, ...]:
    """Return the discounts that work now: a reserved one is not known to the shop yet."""
    said = [text.text for text in view.messages if text.direction is Direction.OUT]
    return tuple(
        StandingOffer(
            offer.code,
            offer.percent,
            local_time(offer.expires_at, view.contact, view.merchant),
            is_sent=any(offer.code in text for text in said),
        )
        for offer in view.offers
        if offer.state is OfferState.ISSUED and offer.is_live(view.now)
    )

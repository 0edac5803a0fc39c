"""The situation of a turn, put together from its view."""

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agent.view import TurnView
from conversation.cart import Cart
from prompts.situation import CartLine, Situation, StandingOffer

LOCAL = "%a %d %b %H:%M"


def situation_of(view: TurnView, *, already_bought: bool = False) -> Situation:
    """Return the facts for this turn. Times are the shopper's where their zone is known, else the merchant's."""
    zone = _zone(view)
    cart = view.cart
    return Situation(
        occasion=view.occasion.value,
        brand=view.merchant.name,
        support=view.merchant.support,
        first_name=view.contact.first_name,
        local_time=_local(view.now, zone),
        cart_state=cart.state.value if cart else "",
        cart_total=str(cart.total) if cart else "",
        cart_lines=_cart_lines(cart) if cart else (),
        offers=_standing_offers(view, zone),
        already_bought=already_bought,
    )


def _cart_lines(cart: Cart) -> tuple[CartLine, ...]:
    return tuple(CartLine(item.title, item.options, item.quantity) for item in cart.items)


def _standing_offers(view: TurnView, zone: tzinfo) -> tuple[StandingOffer, ...]:
    live = [offer for offer in view.offers if offer.is_live(view.now)]
    return tuple(StandingOffer(offer.code, offer.percent, _local(offer.expires_at, zone)) for offer in live)


def _local(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).strftime(LOCAL)


def _zone(view: TurnView) -> tzinfo:
    for name in (view.contact.timezone, view.merchant.timezone, "UTC"):
        try:
            return ZoneInfo(name or "")
        except (ZoneInfoNotFoundError, ValueError):
            continue
    raise ZoneInfoNotFoundError("UTC is not installed; install tzdata")

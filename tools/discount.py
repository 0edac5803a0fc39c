"""The tool that asks the shop for a discount. The server decides how much; the model cannot."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from langchain.tools import ToolRuntime, tool

from conversation.cart import Cart, CartState
from conversation.offer import Offer, OfferState
from conversation.offer_terms import OfferTerms, total_with
from conversation.offers import Decline, Declined, issue_offer, reserve_offer
from tools.context import TurnContext
from tools.local_time import local_time
from tools.shop import ShopRefused, ShopUnreachable
from tools.terms import Effect, ToolTerms, on_terms

logger = logging.getLogger(__name__)

NONE_TO_GIVE = "There is no discount to give. Say so kindly and do not hint that there may be one later."
_NOTES: Mapping[Decline, str] = MappingProxyType(
    {
        Decline.NO_OPEN_CART: NONE_TO_GIVE,
        Decline.NOTHING_ALLOWED: NONE_TO_GIVE,
        Decline.DISCOUNTED_ALREADY: (
            "This cart has a discount already, and discounts do not combine. You may say so; name no other discount."
        ),
        Decline.CART_LIMIT: "This cart had its discounts, and they have run out. Say kindly that there is no other.",
        Decline.CONTACT_LIMIT: "The shopper had as many discounts as the shop gives for now. " + NONE_TO_GIVE,
    }
)


@dataclass(frozen=True, slots=True)
class Discount:
    """What the shop grants, ready to read; or nothing, and what to say then."""

    granted: bool
    code: str | None = None
    percent: int | None = None
    expires: str | None = None
    total: str | None = None
    new_total: str | None = None
    note: str | None = None


@tool
async def offer_discount(runtime: ToolRuntime[TurnContext]) -> Discount:
    """Ask the shop for a discount on this cart. Use it only when the shopper hesitates over the price or asks for one.

    The shop decides whether and how much. Asking again returns the same discount.
    """
    context, cart = runtime.context, runtime.context.cart
    if cart is None or cart.state is not CartState.OPEN:
        return _declined(context, Decline.NO_OPEN_CART)
    reserved = await _reserve(context, cart)
    if isinstance(reserved, Declined):
        return _declined(context, reserved.reason)
    return await _grant(context, cart, reserved)


async def _grant(context: TurnContext, cart: Cart, offer: Offer) -> Discount:
    is_new = offer.state is OfferState.RESERVED
    if is_new:
        try:
            code = await context.shop.issue_code(offer, cart)
        except (ShopUnreachable, ShopRefused) as error:
            logger.warning("the shop of %s issued no code for %s: %s", cart.merchant_id, offer.id, error)
            return _none(context, "shop_failed", offer.id)
        offer = await _issue(context, offer, code)
    if not offer.is_live(context.clock.now()):
        return _none(context, "no_longer_open", offer.id)
    return _granted(context, cart, offer, is_new)


async def _reserve(context: TurnContext, cart: Cart) -> Offer | Declined:
    terms, now = OfferTerms.for_agent(context.merchant.settings), context.clock.now()
    return await context.ledger.write(lambda books: reserve_offer(books, context.conversation, cart.id, terms, now))


async def _issue(context: TurnContext, offer: Offer, code: str) -> Offer:
    now = context.clock.now()
    return await context.ledger.write(lambda books: issue_offer(books, offer, now, code))


def _granted(context: TurnContext, cart: Cart, offer: Offer, is_new: bool) -> Discount:
    expires = local_time(offer.expires_at, context.contact, context.merchant)
    new_total = str(total_with(cart, offer.percent))
    context.offer = offer
    context.record("offer_discount", "granted" if is_new else "granted_before", refs=(offer.id,))
    return Discount(
        granted=True,
        code=offer.code,
        percent=offer.percent,
        expires=expires,
        total=str(cart.total),
        new_total=new_total,
        note=None if is_new else "The shopper already has this discount.",
    )


def _declined(context: TurnContext, reason: Decline) -> Discount:
    context.record("offer_discount", reason.value)
    return Discount(False, note=_NOTES[reason])


def _none(context: TurnContext, outcome: str, *refs: str) -> Discount:
    context.record("offer_discount", outcome, refs=refs)
    return Discount(False, note=NONE_TO_GIVE)


on_terms(offer_discount, ToolTerms(Effect.COMMITS, seconds=12.0, most=2))

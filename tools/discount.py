"""The tool that asks the shop for a discount. The server decides how much; the model cannot."""

import logging
from functools import reduce

from langchain.tools import ToolRuntime, tool

from conversation.cart import Cart, CartState
from conversation.merchant import MerchantSettings
from conversation.money import Money
from conversation.offer import Offer, OfferState
from conversation.offers import issue_offer, reserve_offer
from tools.answer import answer
from tools.context import TurnContext
from tools.local_time import local_time
from tools.shop import ShopRefused, ShopUnreachable

logger = logging.getLogger(__name__)

NONE_TO_GIVE = "There is no discount to give. Say so kindly and do not hint that there may be one later."


@tool
async def offer_discount(runtime: ToolRuntime[TurnContext]) -> str:
    """Ask the shop for a discount on this cart. Use it only when the shopper hesitates over the price or asks for one.

    The shop decides whether and how much. Asking again returns the same discount.
    """
    context = runtime.context
    cart, percent = context.cart, percent_for(context.merchant.settings)
    if cart is None or cart.state is not CartState.OPEN:
        return _none(context, "no_cart")
    if percent <= 0:
        return _none(context, "not_allowed")
    offer = await _reserve(context, cart, percent)
    is_new = offer.state is OfferState.RESERVED
    if is_new:
        try:
            await context.shop.issue_code(offer, cart)
        except (ShopUnreachable, ShopRefused) as error:
            logger.warning("the shop of %s issued no code for %s: %s", cart.merchant_id, offer.id, error)
            return _none(context, "shop_failed", offer.id)
        offer = await _issue(context, offer)
    if not offer.is_live(context.clock.now()):
        return _none(context, "no_longer_open", offer.id)
    return _granted(context, cart, offer, is_new)


def percent_for(settings: MerchantSettings) -> int:
    """Return the percentage that this merchant gives: never above its ceiling."""
    return min(settings.offer_percent, settings.offer_ceiling_percent)


def total_with(cart: Cart, percent: int) -> Money:
    """Return what is due with `percent` off the goods: shipping and tax, where the total has them, stay as they are."""
    goods = reduce(
        Money.plus, (item.unit_price.times(item.quantity) for item in cart.items), Money(0, cart.total.currency)
    )
    discounted = Money(min(goods.minor, cart.total.minor), cart.total.currency)
    saved = discounted.minor - discounted.less_percent(percent).minor
    return Money(cart.total.minor - saved, cart.total.currency)


async def _reserve(context: TurnContext, cart: Cart, percent: int) -> Offer:
    hours, now = context.merchant.settings.offer_hours, context.clock.now()
    return await context.ledger.write(
        lambda books: reserve_offer(books, context.conversation, cart, percent, hours, now)
    )


async def _issue(context: TurnContext, offer: Offer) -> Offer:
    now = context.clock.now()
    return await context.ledger.write(lambda books: issue_offer(books, offer, now))


def _granted(context: TurnContext, cart: Cart, offer: Offer, is_new: bool) -> str:
    expires = local_time(offer.expires_at, context.contact, context.merchant)
    new_total = str(total_with(cart, offer.percent))
    context.offer = offer
    context.record("offer_discount", "granted" if is_new else "granted_before", refs=(offer.id,))
    return answer(
        granted=True,
        code=offer.code,
        percent=offer.percent,
        expires=expires,
        total=str(cart.total),
        new_total=new_total,
        note=None if is_new else "The shopper already has this discount.",
    )


def _none(context: TurnContext, outcome: str, *refs: str) -> str:
    context.record("offer_discount", outcome, refs=refs)
    return answer(granted=False, note=NONE_TO_GIVE)

"""The tool that gives the link to the shopper's own cart."""

from dataclasses import dataclass

from langchain.tools import ToolRuntime, tool

from conversation.cart import Cart, CartState
from conversation.offer import Offer, OfferState
from tools.context import TurnContext
from tools.terms import READS, on_terms


@dataclass(frozen=True, slots=True)
class LinkFound:
    """The link, and the code that it applies by itself."""

    found: bool
    link: str | None = None
    discount_applied: str | None = None
    note: str | None = None


@tool
async def send_checkout_link(runtime: ToolRuntime[TurnContext]) -> LinkFound:
    """Get the link to the shopper's own cart, with their discount applied if they have one. Write it as it is."""
    context = runtime.context
    cart = context.cart
    if cart is None or cart.state is not CartState.OPEN:
        context.record("send_checkout_link", "no_cart")
        return LinkFound(False, note="There is no cart to check out. Write no link.")
    offer = await _standing_offer(context, cart)
    link = await context.shop.checkout_link(cart, offer)
    context.record("send_checkout_link", "found", refs=(cart.id, offer.id) if offer else (cart.id,))
    return LinkFound(True, link, offer.code if offer else None)


async def _standing_offer(context: TurnContext, cart: Cart) -> Offer | None:
    """Return the cart's offer that works now: a reserved one is not known to the shop yet."""
    now = context.clock.now()
    offers = await context.ledger.read(lambda books: books.offers_of_cart(cart.merchant_id, cart.id))
    live = [offer for offer in offers if offer.state is OfferState.ISSUED and offer.is_live(now)]
    return live[-1] if live else None


on_terms(send_checkout_link, READS)

"""The tool that gives the link to the shopper's own cart."""

from langchain.tools import ToolRuntime, tool

from conversation.cart import Cart, CartState
from conversation.offer import Offer, OfferState
from tools.answer import answer
from tools.context import TurnContext
from tools.terms import READS, on_terms


@tool
async def send_checkout_link(runtime: ToolRuntime[TurnContext]) -> str:
    """Get the link to the shopper's own cart, with their discount applied if they have one. Write it as it is."""
    context = runtime.context
    cart = context.cart
    if cart is None or cart.state is not CartState.OPEN:
        context.record("send_checkout_link", "no_cart")
        return answer(found=False, note="There is no cart to check out. Write no link.")
    offer = await _standing_offer(context, cart)
    link = await context.shop.checkout_link(cart, offer)
    context.record("send_checkout_link", "found", refs=(cart.id, offer.id) if offer else (cart.id,))
    return answer(found=True, link=link, discount_applied=offer.code if offer else None)


async def _standing_offer(context: TurnContext, cart: Cart) -> Offer | None:
    """Return the cart's offer that works now: a reserved one is not known to the shop yet."""
    now = context.clock.now()
    offers = await context.ledger.read(lambda books: books.offers_of_cart(cart.merchant_id, cart.id))
    live = [offer for offer in offers if offer.state is OfferState.ISSUED and offer.is_live(now)]
    return live[-1] if live else None


on_terms(send_checkout_link, READS)

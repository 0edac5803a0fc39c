"""A flow's discount: reserved in the ledger, issued by the shop, and only then written into a text."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from conversation.cart import Cart
from conversation.clock import Clock
from conversation.conversation import Conversation
from conversation.flow_run import FlowRun
from conversation.ledger import Ledger, Reader
from conversation.merchant import Merchant
from conversation.offer import Offer, OfferState
from conversation.offer_terms import OfferTerms
from conversation.offers import Declined, issue_offer, reserve_offer
from flows.entering import flow_at
from flows.program import program_of
from flows.steps import Text
from tools.errors import ShopRefused
from tools.shop import Shop


@dataclass(frozen=True, slots=True)
class WantedDiscount:
    """A run comes next to a text with a code of the contact's own."""

    merchant: Merchant
    cart: Cart
    conversation: Conversation
    percent: int


@dataclass(frozen=True, slots=True)
class NoDiscount:
    """There is none to give, and why."""

    why: str


def discount_at(books: Reader, run: FlowRun, now: datetime) -> WantedDiscount | None:
    """Return the discount that the run's next step needs and has not got; None where it needs none."""
    if not run.is_about_cart:
        return None
    program = program_of(flow_at(books, run.merchant_id, run.flow_id, run.version))
    step = program[run.position].step if 0 <= run.position < len(program) else None
    if not isinstance(step, Text) or step.discount is None:
        return None
    merchant, cart = books.merchant(run.merchant_id), books.cart(run.merchant_id, run.subject)
    talks = books.open_conversations(run.merchant_id, run.contact_id)
    if merchant is None or cart is None or not talks:
        return None
    made = books.offers_of_cart(run.merchant_id, cart.id)
    if any(offer.state is OfferState.ISSUED and offer.is_live(now) for offer in made):
        return None
    return WantedDiscount(merchant, cart, talks[0], step.discount.percent)


@dataclass(frozen=True, slots=True)
class Discounting:
    """Has codes issued. All of it may be done again: the same offer comes of it."""

    ledger: Ledger
    clock: Clock
    shop_of: Callable[[Merchant], Shop]

    async def issue(self, wanted: WantedDiscount) -> Offer | NoDiscount:
        """Return the offer once the shop honours its code.

        Raises ShopUnreachable where it may be tried again.
        """
        settings, now = wanted.merchant.settings, self.clock.now()
        terms = OfferTerms(wanted.percent, settings.offer_ceiling_percent, settings)
        reserved = await self.ledger.write(
            lambda books: reserve_offer(books, wanted.conversation, wanted.cart.id, terms, now, "flow")
        )
        if isinstance(reserved, Declined):
            return NoDiscount(reserved.reason.value.replace("_", " "))
        try:
            code = await self.shop_of(wanted.merchant).issue_code(reserved, wanted.cart)
        except ShopRefused as error:
            return NoDiscount(f"the shop refused: {error}")
        return await self.ledger.write(lambda books: issue_offer(books, reserved, self.clock.now(), code))

"""A first text's draft on request: the AI writes words for whoever has claimed the cart. It never sends them."""

from dataclasses import dataclass

from agent.outcome import Escalate, Postpone, Silence, Speak
from agent.view import Occasion, TurnView
from api.drafting import Drafting, NoDraft
from api.turns import record_calls
from api.view import view_of
from compliance.exit import discard
from conversation.cart_claim import CartClaim
from conversation.cart_claims import NOT_CLAIMED, check_claim
from conversation.clock import Clock
from conversation.draft import Draft
from conversation.errors import Stale
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ids import CartId, MerchantId
from conversation.ledger import Books, Ledger, Reader
from conversation.user import User
from handoff.cart_queue import cart_for
from tools.context import TurnContext

FOR_A_PERSON = "drafted for a person who has claimed the cart; nothing was sent"


@dataclass(frozen=True, slots=True)
class FirstTextDrafting:
    """Asks the AI's seat for words about a claimed cart. The ledger keeps them, so that their use can be told."""

    drafting: Drafting

    async def draft(self, user: User, merchant_id: MerchantId, cart_id: CartId) -> Draft:
        """Raises Unknown for who is not on the team, Stale without a live claim, NoDraft where the AI has no words."""
        parts = self.drafting
        claim, view = await parts.ledger.write(lambda books: self._look(books, user, merchant_id, cart_id))
        outcome = await parts.seat_of(view.merchant).take_turn(view, self._context(view, claim))
        match outcome:
            case Speak():
                return await parts.ledger.write(lambda books: self._keep(books, user, claim, outcome))
            case Escalate(escalation=escalation):
                raise NoDraft(f"the AI would ask for a person: {escalation.note or escalation.reason.value}")
            case Silence(why=why) | Postpone(why=why):
                raise NoDraft(f"the AI has no words for this: {why}")

    def _look(self, books: Books, user: User, merchant_id: MerchantId, cart_id: CartId) -> tuple[CartClaim, TurnView]:
        cart_for(books, merchant_id, cart_id, user)
        standing = books.cart_claim(merchant_id, cart_id)
        if standing is None:
            raise Stale(NOT_CLAIMED)
        now = self.drafting.clock.now()
        with hold(books, merchant_id, standing.conversation_id, now) as held:
            claim = check_claim(held, cart_id, user)
            return claim, view_of(books, held.row, now, Occasion.REMINDER, self.drafting.shelves)

    def _context(self, view: TurnView, claim: CartClaim) -> TurnContext:
        parts = self.drafting
        return TurnContext(
            merchant=view.merchant,
            contact=view.contact,
            conversation=view.conversation,
            cart=view.cart,
            ledger=parts.ledger,
            clock=parts.clock,
            shop=parts.shop_of(view.merchant),
            knowledge=parts.knowledge,
            newest_text=view.unanswered[-1].text if view.unanswered else "",
            is_current=_StillClaimed(parts.ledger, parts.clock, claim),
        )

    def _keep(self, books: Books, user: User, claim: CartClaim, spoken: Speak) -> Draft:
        with hold(books, claim.merchant_id, claim.conversation_id, self.drafting.clock.now()) as held:
            check_claim(held, claim.cart_id, user)
            record_calls(held, spoken.calls)
            discard(held, spoken.draft, FOR_A_PERSON)
            held.record(EventKind.DRAFT_REQUESTED, user.id, cart=claim.cart_id)
        return spoken.draft


@dataclass(frozen=True, slots=True)
class _StillClaimed:
    """Answers whether the claim still stands: without it the AI's tools do nothing more."""

    ledger: Ledger
    clock: Clock
    claim: CartClaim

    async def __call__(self) -> bool:
        return await self.ledger.read(self._stands)

    def _stands(self, books: Reader) -> bool:
        standing = books.cart_claim(self.claim.merchant_id, self.claim.cart_id)
        return standing == self.claim and self.claim.is_live(self.clock.now())

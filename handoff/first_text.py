"""A first text of P2P Cart Recovery: one person's words to one shopper, now or not at all."""

from dataclasses import replace

from compliance.exit import Departure, Queued, Refused, submit
from compliance.gate import review
from conversation.cart_claim import CartClaim
from conversation.cart_claims import NOT_CLAIMED, check_claim, use_claim
from conversation.draft import Cause, CauseKind
from conversation.errors import Conflict, Stale
from conversation.fence import Held, hold
from conversation.ids import CartId, MerchantId
from conversation.verdict import Allow, Defer
from handoff.authorship import authorship_of
from handoff.cart_queue import cart_for, check_standing
from handoff.takeover import Desk, Reply, draft_of


class NotNow(Conflict):
    """The text may not leave now. First texts are never scheduled: the person tries again later, or gives it up."""


def send_first_text(desk: Desk, merchant_id: MerchantId, cart_id: CartId, reply: Reply) -> Queued | Refused:
    """Take control of the shopper's conversation and text about the cart that the person has claimed.

    A refused text takes nothing over, and the claim stands. Raises Unknown for who is not on the team, Stale once the
    claim has ended, AlreadyClaimed where another has it, NotNow, and as `Desk.take_over_and_send`.
    """
    cart_for(desk.books, merchant_id, cart_id, desk.user)
    check_standing(desk.books, desk.user, merchant_id)
    standing = desk.books.cart_claim(merchant_id, cart_id)
    if standing is None:
        raise Stale(NOT_CLAIMED)
    with hold(desk.books, merchant_id, standing.conversation_id, desk.now) as held:
        claim = check_claim(held, cart_id, desk.user)
        refused = _refused(desk, held, claim, reply)
    return refused or _send(desk, claim, reply)


def _refused(desk: Desk, held: Held, claim: CartClaim, reply: Reply) -> Refused | None:
    """Ask the gate before control changes, so that a refusal leaves the shopper with whom they had."""
    source = authorship_of(desk.books, held.row, desk.user, reply.body, reply.source, reply.source_is_canned)
    draft = replace(draft_of(desk.books, held.row, desk.user, reply, source, desk.now), cause=_cause(claim))
    verdict = review(desk.books, draft, desk.rulebook, desk.now).verdict
    if isinstance(verdict, Allow):
        return None
    if isinstance(verdict, Defer):
        raise NotNow(f"it may leave at {verdict.at:%Y-%m-%d %H:%M} UTC at the earliest: {verdict.why}")
    return _as_refused(submit(held, draft, desk.rulebook, desk.user))


def _send(desk: Desk, claim: CartClaim, reply: Reply) -> Queued:
    typed = replace(reply, undoable=False)
    departure = desk.take_over_and_send(claim.merchant_id, claim.conversation_id, typed, cause=_cause(claim))
    if not isinstance(departure, Queued):
        raise Conflict("the text could not leave under your control; try again")
    with hold(desk.books, claim.merchant_id, claim.conversation_id, desk.now) as held:
        use_claim(held, claim, desk.user, departure.message.id)
    return departure


def _as_refused(departure: Departure) -> Refused:
    if isinstance(departure, Refused):
        return departure
    raise Conflict("the gate decided otherwise a moment later; try again")


def _cause(claim: CartClaim) -> Cause:
    return Cause(CauseKind.CART, claim.cart_id)

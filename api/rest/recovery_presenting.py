"""P2P Cart Recovery as the API shows it."""

from datetime import datetime

from api.rest.cursor import write_cursor
from api.rest.recovery_models import (
    BrandOut,
    CartItemOut,
    ClaimOut,
    RecoveryCardOut,
    RecoveryCartOut,
    RecoveryFiguresOut,
    RecoveryPage,
)
from api.rest.seats import figure_out
from compliance.rulebook import Rulebook
from conversation.cart import Cart
from conversation.cart_claim import CartClaim
from conversation.contact import Contact
from conversation.ledger import Reader
from conversation.merchant import Merchant
from conversation.user import User
from conversation.verdict import Allow
from handoff.brand_voice import voice_of
from handoff.cart_queue import CartQueue, cart_standing
from handoff.recovery_figures import RecoveryFigures


def page_out(found: CartQueue) -> RecoveryPage:
    """Present a page of the queue."""
    return RecoveryPage(
        items=[cart_out(one.cart, one.merchant, one.contact, one.until) for one in found.carts],
        next=write_cursor(*found.next) if found.next else None,
        waiting=found.waiting,
        opens_at=found.opens_at,
    )


def card_out(reader: Reader, cart: Cart, user: User, rulebook: Rulebook, now: datetime) -> RecoveryCardOut:
    """Present one cart with its brand, and whether it may be texted about now."""
    standing = cart_standing(reader, cart, user, rulebook, now)
    verdict = standing.verdict
    claim = reader.cart_claim(cart.merchant_id, cart.id)
    is_mine = claim is not None and claim.user_id == user.id and claim.is_live(now)
    return RecoveryCardOut(
        cart=cart_out(cart, standing.merchant, standing.contact, verdict.until if isinstance(verdict, Allow) else None),
        brand=brand_out(reader, standing.merchant, now),
        claim=claim_out(claim) if claim is not None and is_mine else None,
        why_not=standing.why_not,
    )


def cart_out(cart: Cart, merchant: Merchant, contact: Contact, until: datetime | None) -> RecoveryCartOut:
    """Present a cart. The shopper's number is left out: the text finds its way without it."""
    return RecoveryCartOut(
        id=cart.id,
        merchant_id=merchant.id,
        brand=merchant.name,
        shopper=contact.name or "Name not known",
        region=contact.region,
        total=str(cart.total),
        items=[
            CartItemOut(
                title=item.title,
                options=item.options,
                quantity=item.quantity,
                price=str(item.unit_price.times(item.quantity)),
            )
            for item in cart.items
        ],
        abandoned_at=cart.abandoned_at,
        until=until,
    )


def brand_out(reader: Reader, merchant: Merchant, now: datetime) -> BrandOut:
    """Present a brand to who writes for it: its own voice and facts, and nobody else's."""
    senders = reader.senders(merchant.id)
    return BrandOut(
        merchant_id=merchant.id,
        name=merchant.name,
        number=senders[0].phone if senders else "",
        support=merchant.support,
        voice=list(voice_of(merchant.settings.persona)),
        facts=[fact.statement for fact in reader.merchant_facts(merchant.id) if fact.is_live(now)],
    )


def claim_out(claim: CartClaim) -> ClaimOut:
    """Present a claim."""
    return ClaimOut(
        cart_id=claim.cart_id,
        user_id=claim.user_id,
        claimed_at=claim.claimed_at,
        expires_at=claim.expires_at,
        conversation=claim.conversation_id,
    )


def figures_out(figures: RecoveryFigures) -> RecoveryFiguresOut:
    """Present one person's figures."""
    return RecoveryFiguresOut(
        merchant_id=figures.merchant.id,
        user_id=figures.user_id,
        name=figures.name,
        texts=figures.texts,
        today=figures.today,
        answered=figures.answered,
        recovered=figures.recovered,
        pace=[figure_out(figure) for figure in figures.pace],
    )

"""Claiming a cart, giving it back, and using the claim: one person at a time may write a cart's one reminder.

All of it under the lock of the cart's conversation, which whoever else would text about the cart takes too.
"""

from dataclasses import replace
from datetime import datetime

from conversation.cart import Cart
from conversation.cart_claim import RESERVED_FOR, CartClaim
from conversation.errors import AlreadyClaimed, Stale
from conversation.event import EventKind
from conversation.fence import Held
from conversation.ids import CartId, UserId
from conversation.ledger import Reader
from conversation.user import User

NOT_CLAIMED = "you have not claimed this cart, or your claim has ended; claim it again"


def live_claim_of(reader: Reader, user_id: UserId, now: datetime) -> CartClaim | None:
    """Return the cart that the person has claimed and not yet texted about, of whichever merchant."""
    newest = reader.cart_claims_of(user_id, 1)
    return newest[0] if newest and newest[0].is_live(now) else None


def reserve(held: Held, cart: Cart, user: User) -> CartClaim:
    """Reserve the cart's one reminder for the person. Raises AlreadyClaimed while somebody else has it."""
    standing = held.books.cart_claim(cart.merchant_id, cart.id)
    if standing is not None and standing.is_live(held.now):
        if standing.user_id == user.id:
            return standing
        raise AlreadyClaimed("another person is writing to this shopper")
    claim = CartClaim(
        cart_id=cart.id,
        merchant_id=cart.merchant_id,
        conversation_id=held.row.id,
        user_id=user.id,
        claimed_at=held.now,
        expires_at=held.now + RESERVED_FOR,
    )
    held.books.save_cart_claim(claim)
    held.record(EventKind.CART_CLAIMED, user.id, cart=cart.id, name=user.name, until=claim.expires_at.isoformat())
    return claim


def give_back(held: Held, cart_id: CartId, user: User) -> None:
    """End the person's own claim unused: the cart's one reminder is free again. Nothing happens without one."""
    standing = held.books.cart_claim(held.row.merchant_id, cart_id)
    if standing is None or standing.user_id != user.id or not standing.is_live(held.now):
        return
    held.books.save_cart_claim(replace(standing, ended_at=held.now))
    held.record(EventKind.CART_GIVEN_BACK, user.id, cart=cart_id, name=user.name)


def check_claim(held: Held, cart_id: CartId, user: User) -> CartClaim:
    """Return the person's live claim. Raises AlreadyClaimed where another has it, Stale where nobody has."""
    standing = held.books.cart_claim(held.row.merchant_id, cart_id)
    if standing is None or not standing.is_live(held.now):
        raise Stale(NOT_CLAIMED)
    if standing.user_id != user.id:
        raise AlreadyClaimed("another person is writing to this shopper")
    return standing


def use_claim(held: Held, claim: CartClaim, user: User, message_id: str) -> None:
    """End the claim with the text it was for: from now on the cart's reminder is taken for good."""
    held.books.save_cart_claim(replace(claim, ended_at=held.now))
    held.record(EventKind.CART_TEXTED, user.id, cart=claim.cart_id, name=user.name, message=message_id)

"""The queue of P2P Cart Recovery: carts that a person may text about now, and claiming one of them.

The same gate that decides on each text is asked about a text to each cart that is shown; a claim asks it again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import merge
from typing import TypeAlias

from compliance.gate import review
from compliance.rulebook import Rulebook
from conversation.cart import Cart
from conversation.cart_claim import CartClaim
from conversation.cart_claims import give_back, live_claim_of, reserve
from conversation.carts import REMINDER_WINDOW
from conversation.contact import Contact
from conversation.conversation import Control, Conversation
from conversation.draft import Cause, CauseKind, Draft
from conversation.errors import Conflict, NotAllowed, NotInControl, Unknown
from conversation.fence import hold
from conversation.ids import CartId, MerchantId
from conversation.ledger import Books, Reader
from conversation.merchant import Merchant
from conversation.message import Author, Origin
from conversation.recovery_addon import brands_of, is_on_team
from conversation.role import Permission
from conversation.user import User
from conversation.verdict import Allow, Defer, Verdict

PAGE = 20
MOST_LOOKED_AT = 200
"""Carts that the gate is asked about for one page, however few of them may be texted about."""

NEWER = "the shopper's conversation is about another cart by now"
WITH_A_PERSON = "a person has this conversation already"

Place: TypeAlias = tuple[datetime, CartId]
"""Where a page of the queue ends: when its last cart was left behind, and which it was."""


@dataclass(frozen=True, slots=True)
class QueuedCart:
    """A cart that may be texted about now, by anybody on the team, and until when the gate says so."""

    cart: Cart
    contact: Contact
    merchant: Merchant
    until: datetime


@dataclass(frozen=True, slots=True)
class CartStanding:
    """How one cart stands for one person. `why_not` says why they may not text about it now; None where they may."""

    contact: Contact
    merchant: Merchant
    verdict: Verdict | None
    why_not: str | None


@dataclass(slots=True)
class CartQueue:
    """A page of the queue, what ends soonest first. `next` is where the following page begins.

    `waiting` of the carts looked at wait for something, the first until `opens_at`.
    """

    carts: list[QueuedCart] = field(default_factory=list)
    next: Place | None = None
    waiting: int = 0
    opens_at: datetime | None = None


def cart_queue(
    reader: Reader, user: User, rulebook: Rulebook, now: datetime, *, after: Place | None = None, limit: int = PAGE
) -> CartQueue:
    """Return the carts of all the person's brands that they may claim. Raises Unknown for who is on no team."""
    brands = brands_of(reader, user)
    if not brands:
        raise Unknown("page", "recovery")
    found = CartQueue()
    for looked_at, (merchant, cart) in enumerate(_left_behind(reader, brands, now, after), start=1):
        _sort_in(found, reader, user, rulebook, now, merchant, cart)
        if len(found.carts) == limit or looked_at == MOST_LOOKED_AT:
            found.next = (cart.abandoned_at, cart.id)
            break
    return found


def _left_behind(
    reader: Reader, brands: Iterable[Merchant], now: datetime, after: Place | None
) -> Iterator[tuple[Merchant, Cart]]:
    """Yield what each brand's shoppers left behind, the oldest of all first, reading on only as far as it is asked."""
    rows = [_of_one_brand(reader, merchant, now, after) for merchant in brands]
    return merge(*rows, key=lambda pair: (pair[1].abandoned_at, pair[1].id))


def _of_one_brand(
    reader: Reader, merchant: Merchant, now: datetime, after: Place | None
) -> Iterator[tuple[Merchant, Cart]]:
    until = now - timedelta(minutes=merchant.settings.recovery.wait_minutes)
    while True:
        rows = reader.unreminded_carts(
            merchant.id, since=now - REMINDER_WINDOW, until=until, after=after, limit=PAGE * 2
        )
        yield from ((merchant, cart) for cart in rows)
        if len(rows) < PAGE * 2:
            return
        after = (rows[-1].abandoned_at, rows[-1].id)


def _sort_in(
    found: CartQueue, reader: Reader, user: User, rulebook: Rulebook, now: datetime, merchant: Merchant, cart: Cart
) -> None:
    row = conversation_about(reader, cart)
    contact = reader.contact(cart.merchant_id, cart.contact_id)
    if row is None or contact is None or row.control is not Control.AI:
        return
    match _verdict(reader, cart, row, user, rulebook, now):
        case Allow(until=until):
            found.carts.append(QueuedCart(cart, contact, merchant, until))
        case Defer(at=at):
            found.waiting += 1
            found.opens_at = min(at, found.opens_at) if found.opens_at else at
        case _:
            return


def claim_cart(
    books: Books, merchant_id: MerchantId, cart_id: CartId, user: User, rulebook: Rulebook, now: datetime
) -> CartClaim:
    """Reserve the cart's one reminder for the person; a repeat returns the claim that stands.

    Raises Unknown where they are not on the merchant's team; Conflict while they have another cart, and where nobody
    may text about this one now; AlreadyClaimed, NotInControl.
    """
    cart = cart_for(books, merchant_id, cart_id, user)
    check_standing(books, user, merchant_id)
    standing = live_claim_of(books, user.id, now)
    if standing is not None:
        if standing.cart_id == cart_id:
            return standing
        raise Conflict("you have claimed another cart; text about it or give it back first")
    row = conversation_about(books, cart)
    if row is None:
        raise Conflict(NEWER)
    with hold(books, merchant_id, row.id, now) as held:
        if held.row.control is not Control.AI:
            raise NotInControl(WITH_A_PERSON)
        rival = books.cart_claim(merchant_id, cart_id)
        if rival is None or not rival.is_live(now):
            _check_eligible(_verdict(books, cart, held.row, user, rulebook, now))
        return reserve(held, cart, user)


def return_cart(books: Books, merchant_id: MerchantId, cart_id: CartId, user: User, now: datetime) -> None:
    """Give the person's own claim back unused. Raises Unknown where they are not on the merchant's team."""
    cart = cart_for(books, merchant_id, cart_id, user)
    standing = books.cart_claim(merchant_id, cart.id)
    if standing is not None:
        with hold(books, merchant_id, standing.conversation_id, now) as held:
            give_back(held, cart_id, user)


def cart_standing(reader: Reader, cart: Cart, user: User, rulebook: Rulebook, now: datetime) -> CartStanding:
    """Ask the gate about a first text to this cart. Raises Unknown once its shopper was forgotten."""
    contact = reader.contact(cart.merchant_id, cart.contact_id)
    merchant = reader.merchant(cart.merchant_id)
    if contact is None or merchant is None:
        raise Unknown("cart", cart.id)
    row = conversation_about(reader, cart)
    if row is None:
        return CartStanding(contact, merchant, None, NEWER)
    if row.control is not Control.AI:
        return CartStanding(contact, merchant, None, WITH_A_PERSON)
    verdict = _verdict(reader, cart, row, user, rulebook, now)
    return CartStanding(contact, merchant, verdict, None if isinstance(verdict, Allow) else verdict.why)


def cart_for(reader: Reader, merchant_id: MerchantId, cart_id: CartId, user: User) -> Cart:
    """Return a cart of a brand on whose team the person is: nobody else's exists for them. Raises Unknown."""
    merchant = reader.merchant(merchant_id)
    cart = reader.cart(merchant_id, cart_id)
    if merchant is None or cart is None or not is_on_team(user, merchant):
        raise Unknown("cart", cart_id)
    return cart


def conversation_about(reader: Reader, cart: Cart) -> Conversation | None:
    """Return the shopper's open conversation if it is about this cart and no newer one."""
    running = reader.open_conversations(cart.merchant_id, cart.contact_id)
    return next((row for row in running if row.cart_id == cart.id), None)


def check_standing(books: Books, user: User, merchant_id: MerchantId) -> None:
    """Hold the person's row, so that they claim one cart at a time and who was removed claims none."""
    now_as = books.lock_user(user.id)
    if now_as is None:
        raise NotAllowed(f"{user.name} does not work here")
    now_as.check(Permission.REPLY, merchant_id)
    now_as.check(Permission.CONTROL, merchant_id)


def _check_eligible(verdict: Verdict) -> None:
    if not isinstance(verdict, Allow):
        raise Conflict(f"nobody may text about this cart now: {verdict.why} ({verdict.rule})")


def _verdict(reader: Reader, cart: Cart, row: Conversation, user: User, rulebook: Rulebook, now: datetime) -> Verdict:
    probe = Draft(
        merchant_id=cart.merchant_id,
        conversation_id=row.id,
        body="",
        author=Author.HUMAN,
        origin=Origin.TYPED,
        cause=Cause(CauseKind.CART, cart.id),
        epoch=row.epoch,
        seen_seq=row.last_inbound_seq,
        composed_at=now,
        user_id=user.id,
    )
    return review(reader, probe, rulebook, now).verdict

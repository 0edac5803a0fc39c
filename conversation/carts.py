"""Carts as the shop tells of them: seen, abandoned, bought."""

from dataclasses import replace
from datetime import datetime, timedelta

from conversation.cart import Cart, CartState
from conversation.contact import Contact
from conversation.conversation import Control, Conversation
from conversation.due import DueKind, DueRow, DueState
from conversation.event import EventKind
from conversation.fence import Held, hold
from conversation.ids import ConversationId, MerchantId, new_id
from conversation.ledger import Books
from conversation.message import Purpose
from conversation.offers import expire_offers, redeem_offers
from conversation.opening import find_or_open

REMINDER_WINDOW = timedelta(hours=48)
"""A cart reminder must leave within 48 h of abandonment (Twilio error 30517; primary)."""


def remember_cart(books: Books, contact: Contact, cart: Cart, delay: timedelta | None, now: datetime) -> Conversation:
    """Store the cart as it is now, tie it to the contact's conversation and plan its one reminder.

    The contact's number must be locked. A cart that was bought, or whose slot is taken, plans nothing; nor is anything
    planned without a `delay`, where a flow does.
    """
    books.save_cart(cart)
    conversation = find_or_open(books, contact, now)
    with hold(books, cart.merchant_id, conversation.id, now) as held:
        held.change(cart_id=cart.id)
        held.record(EventKind.CART_UPDATED, "system", cart=cart.id, total=str(cart.total))
        held.cancel_due("the cart changed", kinds=frozenset({DueKind.REMINDER}))
        if delay is not None and _may_be_reminded(books, held, cart):
            _plan_reminder(books, cart, held, cart.abandoned_at + delay)
    return held.row


def remind_after_all(
    books: Books, merchant_id: MerchantId, conversation_id: ConversationId, delay: timedelta, now: datetime
) -> None:
    """Plan the reminder of the conversation's cart `delay` from now, where its time came before the shopper agreed."""
    with hold(books, merchant_id, conversation_id, now) as held:
        cart = books.cart(merchant_id, held.row.cart_id) if held.row.cart_id else None
        rows = books.due_rows(merchant_id, conversation_id)
        is_planned = any(row.kind is DueKind.REMINDER and row.state is DueState.WAITING for row in rows)
        if cart is not None and not is_planned and _may_be_reminded(books, held, cart):
            _plan_reminder(books, cart, held, now + delay)


def remind_now(held: Held, cart: Cart) -> bool:
    """Let the AI write the cart's one reminder next; False where it may have none, or the talk is about another."""
    if held.row.cart_id != cart.id or not _may_be_reminded(held.books, held, cart):
        return False
    held.cancel_due("planned anew", kinds=frozenset({DueKind.REMINDER}))
    _plan_reminder(held.books, cart, held, held.now)
    return True


def recover_cart(
    books: Books,
    merchant_id: MerchantId,
    shop_domain: str,
    token: str,
    now: datetime,
    codes: tuple[str, ...] = (),
) -> Cart | None:
    """Mark the cart as bought with `codes`: reminders and waiting texts are cancelled. None for an unknown cart.

    The codes are redeemed whichever cart, or none, the order came from.
    """
    cart = books.cart_by_token(merchant_id, shop_domain, token)
    bought = _buy(books, cart, now) if cart is not None else None
    redeem_offers(books, merchant_id, codes, now)
    return bought


def withdraw_cart(books: Books, merchant_id: MerchantId, shop_domain: str, token: str, now: datetime) -> Cart | None:
    """Expire a cart whose checkout the shop removed: nobody is sent to it. None for one that is unknown or not open."""
    cart = books.cart_by_token(merchant_id, shop_domain, token)
    contact = books.contact(merchant_id, cart.contact_id) if cart is not None else None
    if contact is not None:
        books.lock_contact(merchant_id, contact.phone)
        cart = books.cart_by_token(merchant_id, shop_domain, token)
    if cart is None or cart.state is not CartState.OPEN:
        return None
    for conversation_id in _conversations_about(books, cart):
        with hold(books, merchant_id, conversation_id, now) as held:
            if held.row.cart_id == cart.id and held.row.control is not Control.CLOSED:
                held.cancel_due("the checkout was removed", kinds=frozenset({DueKind.REMINDER}))
                held.cancel_queued("the checkout was removed", lambda row: row.purpose is Purpose.REMINDER)
    expired = replace(cart, state=CartState.EXPIRED, updated_at=now)
    books.save_cart(expired)
    return expired


def _buy(books: Books, cart: Cart, now: datetime) -> Cart:
    """Lock the number, then every conversation that may act on the cart, and only then read what stands in them.

    Under the number's lock no other conversation opens; under its conversation's lock no offer is made or issued.
    """
    contact = books.contact(cart.merchant_id, cart.contact_id)
    if contact is not None:
        books.lock_contact(cart.merchant_id, contact.phone)
    cart = books.cart(cart.merchant_id, cart.id) or cart
    if cart.state is CartState.RECOVERED:
        return cart
    bought = replace(cart, state=CartState.RECOVERED, updated_at=now)
    for conversation_id in _conversations_about(books, cart):
        with hold(books, cart.merchant_id, conversation_id, now) as held:
            if held.row.cart_id == cart.id and held.row.control is not Control.CLOSED:
                held.cancel_due("bought")
                held.cancel_queued("bought", lambda row: row.purpose is Purpose.REMINDER)
                held.record(EventKind.CART_RECOVERED, "system", cart=cart.id)
            expire_offers(held, cart)
    books.save_cart(bought)
    return bought


def _conversations_about(books: Books, cart: Cart) -> list[ConversationId]:
    """In id order, so that two who lock several do not lock each other out."""
    running = {row.id for row in books.open_conversations(cart.merchant_id, cart.contact_id)}
    return sorted(running | {offer.conversation_id for offer in books.offers_of_cart(cart.merchant_id, cart.id)})


def _may_be_reminded(books: Books, held: Held, cart: Cart) -> bool:
    return (
        cart.state is CartState.OPEN
        and held.row.control is Control.AI
        and books.reminder_slot(cart.merchant_id, cart.shop_domain, cart.token) is None
    )


def _plan_reminder(books: Books, cart: Cart, held: Held, due_at: datetime) -> None:
    books.save_due_row(
        DueRow(
            id=new_id("due", held.now),
            merchant_id=cart.merchant_id,
            conversation_id=held.row.id,
            kind=DueKind.REMINDER,
            due_at=due_at,
            expires_at=cart.abandoned_at + REMINDER_WINDOW,
            state=DueState.WAITING,
            ref=cart.id,
        )
    )
    books.wake(cart.merchant_id, held.row.id, due_at)

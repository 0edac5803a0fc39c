"""Carts: one reminder is planned, and a purchase takes it back."""

from dataclasses import replace
from datetime import timedelta

from conversation.cart import CartState, ReminderSlot
from conversation.carts import recover_cart, remember_cart
from conversation.control import take_over
from conversation.conversation import Control
from conversation.due import DueKind, DueState
from conversation.event import EventKind
from conversation.message import Author
from conversation.offer import Offer, OfferState
from conversation.offers import issue_offer
from conversation.store_memory.books import MemoryBooks
from tests.conversation.world import DANA, MERCHANT, NOW, cart_of, granted_offer, leave_cart, meet, seed

DELAY = timedelta(minutes=30)


def waiting(books: MemoryBooks, conversation_id: str) -> list[str]:
    rows = books.due_rows(MERCHANT.id, conversation_id)
    return [row.kind.value for row in rows if row.state is DueState.WAITING]


def fresh_books() -> MemoryBooks:
    books = MemoryBooks()
    seed(books)
    return books


def state_of(books: MemoryBooks, offer: Offer) -> OfferState:
    kept = books.offer(MERCHANT.id, offer.id)
    assert kept is not None
    return kept.state


def test_an_update_moves_the_one_reminder() -> None:
    books = fresh_books()
    talk = leave_cart(books)
    again = replace(cart_of(meet(books)), abandoned_at=NOW + timedelta(minutes=10))
    remember_cart(books, meet(books), again, DELAY, NOW + timedelta(minutes=10))
    assert waiting(books, talk.id) == [DueKind.REMINDER.value]
    (row,) = [row for row in books.due_rows(MERCHANT.id, talk.id) if row.state is DueState.WAITING]
    assert row.due_at == NOW + timedelta(minutes=40)
    assert row.expires_at == NOW + timedelta(hours=48, minutes=10)


def test_a_purchase_cancels_the_reminder_and_redeems_the_code() -> None:
    books = fresh_books()
    talk = leave_cart(books)
    granted = granted_offer(books, talk)
    offer = issue_offer(books, granted, NOW, granted.code)
    bought = recover_cart(books, MERCHANT.id, MERCHANT.shop_domain, "ct1", NOW, (offer.code,))
    assert bought is not None
    assert bought.state is CartState.RECOVERED
    assert waiting(books, talk.id) == []
    assert state_of(books, offer) is OfferState.REDEEMED


def test_an_order_redeems_a_code_whichever_webhook_comes_first() -> None:
    books = fresh_books()
    granted = granted_offer(books, leave_cart(books))
    offer = issue_offer(books, granted, NOW, granted.code)
    recover_cart(books, MERCHANT.id, MERCHANT.shop_domain, "ct1", NOW)
    assert state_of(books, offer) is OfferState.EXPIRED
    recover_cart(books, MERCHANT.id, MERCHANT.shop_domain, "ct1", NOW, (offer.code.lower(), "SOMETHING"))
    assert state_of(books, offer) is OfferState.REDEEMED


def test_a_code_used_in_another_checkout_is_redeemed_too() -> None:
    books = fresh_books()
    talk = leave_cart(books)
    granted = granted_offer(books, talk)
    offer = issue_offer(books, granted, NOW, granted.code)
    for _ in range(2):
        recover_cart(books, MERCHANT.id, MERCHANT.shop_domain, "", NOW, (offer.code,))
    assert state_of(books, offer) is OfferState.REDEEMED
    redeemed = [event for event in books.events(MERCHANT.id, talk.id) if event.kind is EventKind.OFFER_REDEEMED]
    assert [event.details["code"] for event in redeemed] == [offer.code]


def test_a_taken_slot_or_a_person_in_control_plans_nothing() -> None:
    books = fresh_books()
    talk = leave_cart(books)
    take_over(books, MERCHANT.id, talk.id, DANA, NOW)
    assert "reminder" not in waiting(books, talk.id)
    assert leave_cart(books).control is Control.HUMAN
    assert "reminder" not in waiting(books, talk.id)
    books.take_reminder_slot(ReminderSlot(MERCHANT.id, "tidewater.example", "ct2", "msg_1", Author.AI, NOW))
    other = leave_cart(books, "+13035550122", "ct2")
    assert waiting(books, other.id) == []


def test_an_unknown_cart_is_nobody_s() -> None:
    assert recover_cart(fresh_books(), MERCHANT.id, "tidewater.example", "nope", NOW) is None

"""Carts: one reminder is planned, and a purchase takes it back."""

from dataclasses import replace
from datetime import timedelta

from conversation.cart import CartState, ReminderSlot
from conversation.carts import recover_cart, remember_cart
from conversation.control import take_over
from conversation.conversation import Control
from conversation.due import DueKind, DueState
from conversation.message import Author
from conversation.offer import OfferState
from conversation.offers import issue_offer, reserve_offer
from conversation.store_memory.books import MemoryBooks
from tests.conversation.world import DANA, MERCHANT, NOW, cart_of, leave_cart, meet, seed

DELAY = timedelta(minutes=30)


def waiting(books: MemoryBooks, conversation_id: str) -> list[str]:
    rows = books.due_rows(MERCHANT.id, conversation_id)
    return [row.kind.value for row in rows if row.state is DueState.WAITING]


def fresh_books() -> MemoryBooks:
    books = MemoryBooks()
    seed(books)
    return books


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
    cart = books.cart(MERCHANT.id, "crt_ct1")
    assert cart is not None
    offer = issue_offer(books, reserve_offer(books, talk, cart, 10, 24, NOW), NOW)
    bought = recover_cart(books, MERCHANT.id, cart.shop_domain, cart.token, NOW, (offer.code,))
    assert bought is not None
    assert bought.state is CartState.RECOVERED
    assert waiting(books, talk.id) == []
    redeemed = books.offer(MERCHANT.id, offer.id)
    assert redeemed is not None
    assert redeemed.state is OfferState.REDEEMED


def test_a_taken_slot_or_a_person_in_control_plans_nothing() -> None:
    books = fresh_books()
    talk = leave_cart(books)
    take_over(books, MERCHANT.id, talk.id, DANA, NOW)
    assert waiting(books, talk.id) == []
    assert leave_cart(books).control is Control.HUMAN
    assert waiting(books, talk.id) == []
    books.take_reminder_slot(ReminderSlot(MERCHANT.id, "tidewater.example", "ct2", "msg_1", Author.AI, NOW))
    other = leave_cart(books, "+13035550122", "ct2")
    assert waiting(books, other.id) == []


def test_an_unknown_cart_is_nobody_s() -> None:
    assert recover_cart(fresh_books(), MERCHANT.id, "tidewater.example", "nope", NOW) is None

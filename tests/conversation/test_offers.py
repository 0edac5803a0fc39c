"""Offers: how much, how many, and never two discounts on one cart."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.cart import Cart, CartItem, CartState
from conversation.control import close
from conversation.conversation import Conversation
from conversation.merchant import MerchantSettings
from conversation.money import Money
from conversation.offer import Offer, OfferState
from conversation.offer_terms import OfferTerms, highest_percent, total_with
from conversation.offers import Decline, Declined, issue_offer, redeem_offers, reserve_offer
from conversation.store_memory.books import MemoryBooks
from tests.conversation.world import DANA, MERCHANT, NOW, SHOPPER, cart_of, leave_cart, meet, seed

DAY = timedelta(days=1)


def fresh_books() -> MemoryBooks:
    books = MemoryBooks()
    seed(books)
    return books


def ask(books: MemoryBooks, talk: Conversation, now: Any = NOW, **settings: Any) -> Offer | Declined:
    terms = OfferTerms.for_agent(replace(MerchantSettings(), **settings))
    return reserve_offer(books, talk, talk.cart_id or "", terms, now)


def priced(*lines: tuple[int, int, int | None], extra: int = 0) -> Cart:
    """A cart of (quantity, unit price, unit cost) lines."""
    items = tuple(
        CartItem("p", "v", "Thing", "", count, Money(price), None if cost is None else Money(cost))
        for count, price, cost in lines
    )
    cart = cart_of(meet(fresh_books()))
    total = sum(count * price for count, price, _ in lines) + extra
    return replace(cart, items=items, total=Money(total))


def test_the_lowest_ceiling_binds() -> None:
    settings = MerchantSettings(offer_ceiling_percent=20, offer_ceiling_amount=2500, offer_margin_floor_percent=30)
    assert highest_percent(priced((1, 10000, None)), settings, 20) == 20
    assert highest_percent(priced((2, 10000, None)), settings, 20) == 12
    assert highest_percent(priced((1, 10000, 6300)), settings, 20) == 10
    assert highest_percent(priced((1, 10000, 7100)), settings, 20) == 0
    assert highest_percent(priced((1, 10000, 9999), (1, 100, None)), settings, 20) == 20, "one cost is not known"


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 50000), st.integers(0, 50000)), min_size=1, max_size=5),
    st.integers(0, 90),
    st.integers(1, 20000),
    st.integers(0, 95),
)
def test_no_ceiling_is_ever_passed(lines: list[tuple[int, int, int]], percent: int, cap: int, floor: int) -> None:
    cart = priced(*lines, extra=1495)
    settings = MerchantSettings(offer_ceiling_amount=cap, offer_margin_floor_percent=floor)
    given_percent = highest_percent(cart, settings, percent)
    saved = cart.total.minor - total_with(cart, given_percent).minor
    kept, cost = cart.goods.minor - saved, sum(count * each for count, _, each in lines)
    assert 0 <= given_percent <= percent
    assert saved <= cap
    assert given_percent == 0 or 100 * (kept - cost) >= floor * kept - 100, "within a cent of the floor"


def test_a_person_has_a_ceiling_of_their_own() -> None:
    settings = MerchantSettings(person_offer_ceiling_percent=25)
    cart = priced((1, 10000, None))
    assert OfferTerms.for_agent(settings).granted_for(cart) == 10
    assert OfferTerms.for_person(settings, 22).granted_for(cart) == 22
    assert OfferTerms.for_person(settings, 40).most_for(cart) == 25
    assert OfferTerms.for_person(MerchantSettings(), 40).most_for(cart) == 15


def test_discounts_do_not_stack() -> None:
    books = fresh_books()
    talk = leave_cart(books)
    cart = cart_of(meet(books))
    books.save_cart(replace(cart, discounts=("SUMMER", "Free tote")))
    assert ask(books, talk) == Declined(Decline.DISCOUNTED_ALREADY, "SUMMER, Free tote")
    books.save_cart(cart)
    offer = ask(books, talk)
    assert isinstance(offer, Offer)
    books.save_cart(replace(cart, discounts=(offer.code.lower(),)))
    assert ask(books, talk) == offer, "our own code in the checkout is no second discount"


def test_a_cart_has_so_many_offers_and_no_more() -> None:
    books = fresh_books()
    talk = leave_cart(books)
    codes = {ask(books, talk, NOW + number * DAY) for number in range(2)}
    assert len(codes) == 2
    assert ask(books, talk, NOW + 2 * DAY) == Declined(Decline.CART_LIMIT, "2")


def test_a_shopper_has_so_many_live_or_used_offers_in_a_period() -> None:
    books = fresh_books()
    for number in range(3):
        talk = leave_cart(books, token=f"ct{number}")
        offer = ask(books, talk, offer_contact_limit=2)
        if number < 2:
            assert isinstance(offer, Offer)
            redeem_offers(books, MERCHANT.id, (offer.code,), NOW)
        else:
            assert offer == Declined(Decline.CONTACT_LIMIT, "2")
    assert isinstance(ask(books, talk, NOW + 31 * DAY, offer_contact_limit=2), Offer), "the period has passed"
    other = leave_cart(books, "+13035550122", "ct9")
    assert isinstance(ask(books, other, offer_contact_limit=2), Offer)


def test_an_offer_that_ran_out_unused_does_not_count() -> None:
    books = fresh_books()
    for number in range(5):
        talk = leave_cart(books, token=f"ct{number}")
        assert isinstance(ask(books, talk, NOW + number * DAY, offer_contact_limit=1), Offer)


@pytest.mark.parametrize("state", [CartState.RECOVERED, CartState.EXPIRED])
def test_only_an_open_cart_of_an_open_conversation_gets_one(state: CartState) -> None:
    books = fresh_books()
    talk = leave_cart(books)
    books.save_cart(replace(cart_of(meet(books)), state=state))
    assert ask(books, talk) == Declined(Decline.NO_OPEN_CART)
    books.save_cart(cart_of(meet(books)))
    close(books, MERCHANT.id, talk.id, DANA.id, NOW, "done")
    assert ask(books, talk) == Declined(Decline.NO_OPEN_CART)


def test_nothing_is_granted_where_nothing_may_be() -> None:
    books = fresh_books()
    talk = leave_cart(books)
    for settings in ({"offer_percent": 0}, {"offer_ceiling_percent": 0}, {"offer_ceiling_amount": 1}):
        assert ask(books, talk, **settings) == Declined(Decline.NOTHING_ALLOWED)
    assert books.offers_of_contact(MERCHANT.id, meet(books, SHOPPER).id) == ()


def test_an_offer_past_its_time_is_expired_on_the_way() -> None:
    books = fresh_books()
    talk = leave_cart(books)
    first = ask(books, talk)
    assert isinstance(first, Offer)
    issue_offer(books, first, NOW, first.code)
    second = ask(books, talk, NOW + DAY)
    states = [offer.state for offer in books.offers_of_cart(MERCHANT.id, first.cart_id)]
    assert isinstance(second, Offer)
    assert states == [OfferState.EXPIRED, OfferState.RESERVED]


def test_a_discount_is_on_the_goods_not_on_shipping_and_tax() -> None:
    goods = priced((1, 20535, None), (2, 4500, None))
    assert total_with(goods, 10) == Money(29535 - 2953)
    assert total_with(replace(goods, total=Money(29535 + 1495)), 10) == Money(29535 - 2953 + 1495)
    assert total_with(replace(goods, total=Money(10000)), 10) == Money(9000)
    assert total_with(replace(goods, items=()), 10) == goods.total

"""Giving the link to the shopper's own cart."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from conversation.cart import CartState
from conversation.merchant import MerchantSettings
from conversation.offer_terms import OfferTerms
from conversation.offers import reserve_offer
from tests.tools.house import CART, CART_URL, House, build_house, call
from tools.checkout import send_checkout_link
from tools.discount import offer_discount

TERMS = OfferTerms.for_agent(MerchantSettings())


@pytest.fixture
async def house() -> House:
    return await build_house()


async def test_the_link_is_the_shoppers_own(house: House) -> None:
    context = house.context()
    assert json.loads(await call(send_checkout_link, context)) == {"found": True, "link": CART_URL}
    assert context.calls[0].refs == ("crt_1",)
    assert context.sources == []


async def test_an_offer_rides_along_in_a_later_turn_too(house: House) -> None:
    code = json.loads(await call(offer_discount, house.context()))["code"]
    told = json.loads(await call(send_checkout_link, house.context()))
    assert told == {"found": True, "link": f"{CART_URL}&discount={code}", "discount_applied": code}


async def test_an_expired_offer_does_not(house: House) -> None:
    await call(offer_discount, house.context())
    house.clock.advance(timedelta(hours=25))
    assert json.loads(await call(send_checkout_link, house.context()))["link"] == CART_URL


async def test_an_offer_that_the_shop_does_not_know_yet_does_not(house: House) -> None:
    now = house.clock.now()
    await house.ledger.write(lambda books: reserve_offer(books, house.conversation, CART.id, TERMS, now))
    assert json.loads(await call(send_checkout_link, house.context()))["link"] == CART_URL


@pytest.mark.parametrize("state", [CartState.RECOVERED, CartState.EXPIRED])
async def test_there_is_no_link_to_a_cart_that_is_not_open(house: House, state: CartState) -> None:
    context = house.context(cart=replace(CART, state=state))
    told = json.loads(await call(send_checkout_link, context))
    assert told["found"] is False and "link" not in told
    assert context.sources == []

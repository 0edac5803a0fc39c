"""Looking at the cart."""

import json
from dataclasses import replace

from conversation.cart import CartState
from tests.tools.house import CART, CART_URL, build_house, call
from tools.cart import lookup_cart
from tools.context import ToolCall


async def test_the_model_gets_items_prices_and_total_but_no_link() -> None:
    context = (await build_house()).context()
    told = await call(lookup_cart, context)
    assert json.loads(told) == {
        "found": True,
        "state": "open",
        "items": [
            {"title": "Backpack", "options": "green, small", "quantity": 1, "price": "$205.35"},
            {"title": "Water Bottle", "options": "1000ml, glass", "quantity": 2, "price": "$45.00"},
        ],
        "total": "$295.35",
    }
    assert CART_URL not in told
    assert context.calls == [ToolCall("lookup_cart", "{}", "found", ("crt_1",))]
    assert context.sources == []


async def test_a_cart_that_was_bought_says_so() -> None:
    context = (await build_house()).context(cart=replace(CART, state=CartState.RECOVERED))
    assert json.loads(await call(lookup_cart, context))["state"] == "recovered"


async def test_without_a_cart_there_is_nothing_to_write_about() -> None:
    context = (await build_house()).context(cart=None)
    assert json.loads(await call(lookup_cart, context))["found"] is False
    assert [made.outcome for made in context.calls] == ["no_cart"]
    assert context.sources == []

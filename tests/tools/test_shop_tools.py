"""The tools that ask the shop and the ones that commit: what they answer, what they leave alone, what backs a text."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from compliance.claims.unsourced import unsourced
from conversation.due import DueKind, DueState
from conversation.escalation import EscalationReason
from conversation.money import Money
from conversation.product import Product, Variant
from tests.tools.house import CONTACT, NOW, House, build_house, call
from tools.context import TurnContext
from tools.errors import ShopUnreachable
from tools.followup import schedule_followup
from tools.order import lookup_order
from tools.products import lookup_products
from tools.returning import start_return
from tools.sample_catalog import sample_catalog
from tools.sample_shop import SampleShop
from tools.stopping import stop_texts
from tools.terms import UNSAID, Effect, terms_of
from tools.toolset import recovery_tools
from tools.ware import Ware

STOCK = "in stock, 3 left in stock"


@pytest.fixture
async def house() -> House:
    return await build_house()


def answered(house: House) -> TurnContext:
    context = house.context(shop=SampleShop(NOW))
    context.newest_id = "msg_1"
    return context


async def test_wares_come_with_price_and_stock_and_back_what_is_said_of_them(house: House) -> None:
    context = answered(house)
    said = json.loads(await call(lookup_products, context, words="green backpack small"))
    first = said["wares"][0]
    assert (first["title"], first["options"]) == ("Backpack", "green, small, polyester, laptop")
    assert (first["price"], first["stock"]) == (str(sample_catalog().item("3557711149").unit_price), STOCK)
    assert any("3 left in stock" in source and "Backpack" in source for source in context.sources)
    nothing = json.loads(await call(lookup_products, context, words="submarine"))
    assert not nothing["found"] and "wares" not in nothing


async def test_what_the_shop_says_of_a_ware_is_told_once_and_backs_what_is_said_of_it(house: House) -> None:
    context, about = answered(house), "Made of waxed cotton."
    pair = [ware for ware in await context.shop.find_wares("backpack", 5) if ware.title == "Backpack"][:2]
    variants = tuple(Variant(ware.variant_id, ware.options, ware.price, True) for ware in pair)
    product = Product("mer_1", "tidewater.example", "p1", "Backpack", about, "", variants, True, NOW, NOW)
    await house.ledger.write(lambda books: books.save_product(product, {"backpack"}))
    said = json.loads(await call(lookup_products, context, words="backpack"))
    assert [ware.get("about") for ware in said["wares"]].count(about) == 1
    text = "It is made of waxed cotton."
    assert unsourced(text, []) is not None and unsourced(text, context.sources) is None


class Away(SampleShop):
    """A shop that does not answer."""

    async def find_wares(self, words: str, limit: int) -> tuple[Ware, ...]:
        raise ShopUnreachable("away")


async def test_while_the_shop_is_away_wares_are_found_as_it_last_told_and_their_stock_is_not(house: House) -> None:
    variants = (Variant("v1", "green, small", Money(20535), True, 3), Variant("v2", "black", Money(19900), True, 1))
    product = Product("mer_1", "tidewater.example", "p1", "Backpack", "", "", variants, True, NOW, NOW)
    await house.ledger.write(lambda books: books.save_product(product, {"backpack", "green", "small", "black"}))
    context = house.context(shop=Away())
    said = json.loads(await call(lookup_products, context, words="a black backpack"))
    assert [(ware["options"], ware["price"]) for ware in said["wares"]] == [
        ("black", "$199.00"),
        ("green, small", "$205.35"),
    ]
    assert not any("stock" in ware for ware in said["wares"])
    assert "does not answer" in said["note"]
    assert context.sources[0] == "catalogue#v2: Backpack (black): $199.00, as the shop told on 2026-11-24."
    assert not any("stock" in source for source in context.sources)


async def test_what_the_shop_never_told_of_is_not_said_to_be_missing_while_it_is_away(house: House) -> None:
    with pytest.raises(ShopUnreachable):
        await call(lookup_products, house.context(shop=Away()), words="backpack")


async def test_orders_are_the_texting_numbers_own(house: House) -> None:
    context = answered(house)
    every = json.loads(await call(lookup_order, context, order=""))["orders"]
    assert [order["name"] for order in every] == ["#1031", "#0988"]
    one = json.loads(await call(lookup_order, context, order="988"))["orders"]
    assert [order["stage"] for order in one] == ["delivered"]
    assert not json.loads(await call(lookup_order, context, order="#1029"))["found"], "it is another shopper's"
    context.contact = replace(CONTACT, phone="+12065550100")
    assert not json.loads(await call(lookup_order, context, order=""))["found"]


async def test_a_return_asks_for_what_is_missing_and_then_goes_to_a_person(house: House) -> None:
    context = answered(house)
    asked = json.loads(await call(start_return, context, item="the backpack", order="", reason=""))
    assert (asked["handed_over"], asked["missing"], context.is_over) == (False, ["order", "reason"], False)
    done = json.loads(await call(start_return, context, item="the backpack", order="#1031", reason="too small"))
    assert done["handed_over"] and context.escalation is not None
    assert context.escalation.reason is EscalationReason.RETURN
    assert context.escalation.note == "a return: the backpack; order #1031; too small"


async def test_a_followup_is_planned_in_the_shoppers_zone_and_once_for_a_text(house: House) -> None:
    context = answered(house)
    for time in ("18:00", "19:30"):
        said = json.loads(await call(schedule_followup, context, day="today", time=time, about="sizes"))
        assert said["planned"] and time in said["at"]
    conversation = house.conversation
    rows = await house.ledger.read(lambda books: books.due_rows("mer_1", conversation.id))
    planned = [row for row in rows if row.kind is DueKind.FOLLOWUP]
    assert [(row.ref, row.state, row.due_at) for row in planned] == [
        ("msg_1", DueState.WAITING, datetime(2026, 11, 25, 2, 30, tzinfo=NOW.tzinfo))
    ]


@pytest.mark.parametrize(("day", "time"), [("today", "09:00"), ("today", "7pm"), ("tomorrow", "25:00"), ("today", "")])
async def test_a_followup_needs_a_time_still_to_come(house: House, day: str, time: str) -> None:
    said = json.loads(await call(schedule_followup, answered(house), day=day, time=time, about=""))
    assert not said["planned"]


async def test_no_followup_where_the_shopper_wrote_nothing_or_again(house: House) -> None:
    context = answered(house)
    context.newest_id = ""
    assert not json.loads(await call(schedule_followup, context, day="tomorrow", time="10:00", about=""))["planned"]
    stale = answered(house)
    stale.conversation = replace(house.conversation, last_inbound_seq=house.conversation.last_inbound_seq + 1)
    assert not json.loads(await call(schedule_followup, stale, day="tomorrow", time="10:00", about=""))["planned"]


async def test_texts_are_stopped_only_on_the_ground_of_a_text(house: House) -> None:
    stopped: list[str] = []

    async def stop() -> None:
        stopped.append("stopped")

    context = answered(house)
    assert not json.loads(await call(stop_texts, context))["stopped"]
    context.stop = stop
    assert json.loads(await call(stop_texts, context))["stopped"]
    assert stopped == ["stopped"] and context.is_over


def test_every_tool_states_its_terms() -> None:
    terms = {tool.name: terms_of(tool) for tool in recovery_tools()}
    assert not any(one == UNSAID for one in terms.values())
    reads = {name for name, one in terms.items() if one.effect is Effect.READS}
    assert reads == {"lookup_cart", "lookup_policy", "lookup_products", "lookup_order", "send_checkout_link"}
    assert all(one.seconds <= timedelta(seconds=12).total_seconds() and one.most <= 3 for one in terms.values())

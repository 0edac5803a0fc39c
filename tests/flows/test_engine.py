"""The engine: a run goes its way step by step, asks everything again before each text, and tells how it ended."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from unittest.mock import AsyncMock

import pytest

from api.sample_world import DANA, MERCHANT
from api.stage import Stage, open_stage
from conversation.autonomy import Autonomy, AutonomyPolicy
from conversation.cart import CartState
from conversation.flow_run import FlowRun, RunState, TriggerKind
from conversation.flow_version import FlowState
from conversation.message import Author
from flows.entering import NotEntered
from flows.holdout import WHOLE_BRAND
from flows.shipped import shipped_flow
from tests.flows.flow_stage import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    SHOPPER,
    change_merchant,
    contact_of,
    desk,
    happens,
    ours,
    runs,
    switch_on,
    texts,
    touches,
)
from tests.flows.flow_texts import any_flow, cart_flow
from tools.sample_shop import SampleShop

REMIND = """
- wait: 1 hour
- text: "Hi {first_name}, {items} for {total} wait for you: {cart_link}"
  name: reminder
"""


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON) as opened:
        await opened.consent(SHOPPER)
        yield opened


async def test_a_cart_flow_takes_the_carts_one_reminder_and_nothing_else_texts(stage: Stage) -> None:
    await switch_on(stage, cart_flow(REMIND))
    await stage.leave_cart(SHOPPER)
    await stage.advance(45 * MINUTE)
    assert await ours(stage) == []
    await stage.advance(20 * MINUTE)
    ((purpose, words),) = await ours(stage)
    assert purpose == "reminder"
    assert words.startswith("Tidewater: Hi Noah, ")
    assert "https://" in words and words.endswith("Reply STOP to opt out.")
    (touch,) = await touches(stage)
    assert (touch.automation_id, touch.version, touch.step) == ("cart", 1, "reminder")
    (run,) = await runs(stage)
    assert (run.state, run.sent) == (RunState.ENDED, 1)
    await stage.advance(2 * DAY)
    assert len(await ours(stage)) == 1


async def test_the_shipped_flow_does_what_the_house_does_without_any(stage: Stage) -> None:
    await stage.leave_cart(SHOPPER)
    await stage.advance(31 * MINUTE)
    usual = await ours(stage)
    async with open_stage(NOON) as other:
        await other.consent(SHOPPER)
        await other.twolane.house.ledger.write(
            lambda books: desk(books, NOON).switch("abandoned_checkout", FlowState.ACTIVE)
        )
        await other.leave_cart(SHOPPER)
        await other.advance(29 * MINUTE)
        assert await ours(other) == []
        await other.advance(2 * MINUTE)
        assert await ours(other) == usual != []
        (touch,) = await touches(other)
        assert (touch.automation_id, touch.step) == ("abandoned_checkout", "reminder")


async def test_who_agrees_after_the_checkout_is_reminded_all_the_same(stage: Stage) -> None:
    async with open_stage(NOON) as other:
        await switch_on(other, cart_flow(REMIND))
        await other.leave_cart(SHOPPER)
        await other.settle()
        assert await runs(other) == []
        await other.advance(5 * MINUTE)
        await other.text(SHOPPER.phone, "YES")
        await other.advance(50 * MINUTE)
        assert "reminder" not in [purpose for purpose, _ in await ours(other)]
        await other.advance(10 * MINUTE)
        assert [purpose for purpose, _ in await ours(other)].count("reminder") == 1


async def test_quiet_hours_hold_a_text_and_a_purchase_meanwhile_cancels_it(stage: Stage) -> None:
    await switch_on(stage, cart_flow(REMIND.replace("1 hour", "12 hours")))
    checkout = await stage.leave_cart(SHOPPER)
    await stage.advance(13 * HOUR)
    (run,) = await runs(stage)
    assert run.is_running and "waits: it is outside" in run.outcome
    assert run.due_at > stage.clock.now()
    await stage.buy(checkout)
    await stage.advance(12 * HOUR)
    (run,) = await runs(stage, "cart")
    assert run.state is RunState.CANCELLED
    assert [purpose for purpose, _ in await ours(stage)] == ["notification"]


CHECKIN = any_flow(
    """
- text: "Hi {first_name}, did you find what you were looking for?"
  name: ask
- listen: 2 days
  cases:
    - means: no
      says: [size, fit]
      then:
        - text: "Which size do you usually wear?"
          name: size
        - tag: unsure
    - says: [refund]
      then:
        - hand_to_person: Wants a refund.
  timeout:
    - tag: silent
""",
    more="only_if: {consent: marketing}\n",
)


async def test_a_reply_that_fits_a_case_is_answered_by_the_flow_alone(stage: Stage) -> None:
    await switch_on(stage, CHECKIN)
    await happens(stage, TriggerKind.MANUAL)
    await stage.text(SHOPPER.phone, "not really, no idea about the fit")
    await stage.settle()
    said = [(one.author, one.text) for one in await texts(stage)]
    assert [author for author, _ in said] == [Author.TEMPLATE, Author.CONTACT, Author.TEMPLATE]
    assert said[-1][1] == "Which size do you usually wear?"
    (run,) = await runs(stage)
    assert run.state is RunState.ENDED
    purposes = [purpose for purpose, _ in await ours(stage)]
    assert purposes == ["campaign", "reply"]


async def test_any_other_reply_is_the_conversations_and_ends_the_flow(stage: Stage) -> None:
    await switch_on(stage, CHECKIN)
    await happens(stage, TriggerKind.MANUAL)
    await stage.text(SHOPPER.phone, "do you ship to Hawaii?")
    await stage.settle()
    assert [one.author for one in await texts(stage)] == [Author.TEMPLATE, Author.CONTACT, Author.AI]
    (run,) = await runs(stage)
    assert (run.state, run.outcome) == (RunState.ENDED, "they wrote something else, and the conversation goes on")


async def test_a_case_may_hand_over_and_silence_has_a_way_of_its_own(stage: Stage) -> None:
    await switch_on(stage, CHECKIN)
    await happens(stage, TriggerKind.MANUAL)
    await stage.text(SHOPPER.phone, "I want a refund")
    await stage.settle()
    conversation = await stage.conversation_of(SHOPPER.phone)
    assert conversation is not None and conversation.control == "escalated"
    async with open_stage(NOON) as other:
        await other.consent(SHOPPER)
        await switch_on(other, CHECKIN)
        await happens(other, TriggerKind.MANUAL)
        await other.advance(2 * DAY + HOUR)
        contact = (await runs(other))[0].contact_id
        tags = await other.twolane.house.ledger.read(lambda books: books.tags_of(MERCHANT.id, contact))
        assert [tag.word for tag in tags] == ["silent"]


@pytest.mark.parametrize("what", ["order", "reply", "takeover", "opt_out", "flow", "expired", "tag"])
async def test_whatever_cancels_a_run_does_so_before_its_text(stage: Stage, what: str) -> None:
    more = """
only_if: {consent: marketing, no_tag: vip}
cancel_on: [order_placed, reply, took_over, another_flow]
expires: 30 hours
"""
    await switch_on(stage, any_flow('- wait: 20 hours\n- text: "Hello again"', more=more))
    await switch_on(stage, any_flow("- tag: seen", trigger="browsed", id="other"))
    checkout = await stage.leave_cart(SHOPPER)
    await happens(stage, TriggerKind.MANUAL)
    await stage.advance(40 * MINUTE)
    before = len(await ours(stage))
    conversation = await stage.conversation_of(SHOPPER.phone)
    assert conversation is not None
    match what:
        case "order":
            await stage.buy(checkout)
        case "reply":
            await stage.text(SHOPPER.phone, "thanks")
        case "takeover":
            await stage.take_over(DANA, conversation.id)
            await stage.hand_back(DANA, conversation.id)
        case "opt_out":
            await stage.text(SHOPPER.phone, "STOP")
        case "flow":
            await happens(stage, TriggerKind.BROWSED, "Trail Pack")
        case "expired":
            ledger = stage.twolane.house.ledger
            await ledger.write(lambda books: desk(books, stage.clock.now()).switch("any", FlowState.PAUSED))
            await stage.advance(31 * HOUR)
            await ledger.write(lambda books: desk(books, stage.clock.now()).switch("any", FlowState.ACTIVE))
        case "tag":
            await switch_on(stage, any_flow("- tag: vip", id="tagging", trigger="delivered"))
            await happens(stage, TriggerKind.DELIVERED, "x")
    await stage.advance(DAY)
    (run,) = await runs(stage, "any")
    assert (run.state, run.sent) == (RunState.CANCELLED, 0), run.outcome
    assert all("Hello again" not in words for _, words in (await ours(stage))[before:])


async def test_nobody_is_let_in_who_is_filtered_out(stage: Stage) -> None:
    await switch_on(stage, any_flow('- text: "Hello"', more="only_if: {state: TX}\n"))
    await switch_on(stage, any_flow("- tag: once", id="once", more="once: yes\n"))
    await switch_on(stage, any_flow("- tag: rarely", id="rarely", more="not_again_within: 7 days\n"))
    first = await happens(stage, TriggerKind.MANUAL)
    assert [type(one).__name__ for one in first] == ["NotEntered", "FlowRun", "FlowRun"]
    assert not any(isinstance(one, FlowRun) for one in await happens(stage, TriggerKind.MANUAL))
    await stage.advance(8 * DAY)
    await happens(stage, TriggerKind.MANUAL)
    assert sorted(run.flow_id for run in await runs(stage)) == ["once", "rarely", "rarely"]


async def test_a_flow_switches_the_ai_over_the_merchants_choice_in_both_directions(stage: Stage) -> None:
    off = replace(MERCHANT, settings=replace(MERCHANT.settings, autonomy=AutonomyPolicy(Autonomy.OFF)))
    await change_merchant(stage, off)
    hello = any_flow('- text: "Hello there"', more="only_if: {consent: marketing}\nai: auto\n")
    await switch_on(stage, hello)
    await happens(stage, TriggerKind.MANUAL)
    await stage.text(SHOPPER.phone, "is shipping free?")
    await stage.settle()
    assert (await texts(stage))[-1].author is Author.AI
    async with open_stage(NOON) as other:
        await other.consent(SHOPPER)
        await switch_on(other, hello.replace("ai: auto", "ai: off"))
        await happens(other, TriggerKind.MANUAL)
        await other.text(SHOPPER.phone, "is shipping free?")
        await other.settle()
        conversation = await other.conversation_of(SHOPPER.phone)
        assert conversation is not None and conversation.control == "escalated"


async def test_a_keyword_begins_a_flow_and_its_text_answers_it(stage: Stage) -> None:
    await switch_on(stage, any_flow('- text: "Our size chart is on every product page."', trigger="{keyword: SIZES}"))
    await stage.text(SHOPPER.phone, "Sizes please")
    await stage.settle()
    assert [(one.author, one.purpose and one.purpose.value) for one in await texts(stage)] == [
        (Author.CONTACT, None),
        (Author.TEMPLATE, "reply"),
    ]
    await stage.text(SHOPPER.phone, "sizes")
    await stage.settle()
    assert len([one for one in await texts(stage) if one.author is Author.TEMPLATE]) == 2
    ledger = stage.twolane.house.ledger
    await ledger.write(lambda books: desk(books, stage.clock.now()).switch("any", FlowState.PAUSED))
    await stage.text(SHOPPER.phone, "sizes")
    await stage.settle()
    assert [words for _, words in await ours(stage)].count("Our size chart is on every product page.") == 1


async def test_a_discount_is_the_contacts_own_and_the_shop_honours_it(stage: Stage) -> None:
    steps = '- wait: 1 hour\n- text: "Take {discount_percent}% off with {discount_code}: {cart_link}"\n  discount: 10'
    await switch_on(stage, cart_flow(steps))
    await stage.leave_cart(SHOPPER)
    await stage.advance(2 * HOUR)
    ((_, words),) = await ours(stage)
    contact = (await runs(stage))[0].contact_id
    offers = await stage.twolane.house.ledger.read(lambda books: books.offers_of_contact(MERCHANT.id, contact))
    assert [offer.state.value for offer in offers] == ["issued"]
    assert f"10% off with {offers[0].code}" in words and f"discount={offers[0].code}" in words


async def test_where_the_shop_gives_another_code_the_text_tells_that_one(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a shop without an API does, whose codes were made beforehand."""
    monkeypatch.setattr(SampleShop, "issue_code", AsyncMock(return_value="POOL-10"))
    await switch_on(stage, cart_flow('- wait: 1 hour\n- text: "{discount_code}: {cart_link}"\n  discount: 10'))
    await stage.leave_cart(SHOPPER)
    await stage.advance(2 * HOUR)
    ((_, words),) = await ours(stage)
    assert "POOL-10: " in words and "discount=POOL-10" in words


async def test_variants_are_shared_out_by_weight_and_stay(stage: Stage) -> None:
    arms = "\n".join(
        f'    - {{name: {name}, weight: {weight}, steps: [{{text: "Hello from {name}", name: {name}}}]}}'
        for name, weight in (("a", 1), ("b", 3))
    )
    await switch_on(stage, any_flow(f"- split: words\n  variants:\n{arms}", more="only_if: {consent: marketing}\n"))
    await happens(stage, TriggerKind.MANUAL)
    (run,) = await runs(stage)
    (touch,) = await touches(stage)
    assert run.variant == touch.variant == touch.step in ("a", "b")
    await stage.advance(DAY)
    await happens(stage, TriggerKind.MANUAL)
    assert {one.variant for one in await touches(stage)} == {run.variant}


async def test_a_refused_text_ends_the_run_with_the_rule(stage: Stage) -> None:
    async with open_stage(NOON) as other:
        await switch_on(other, any_flow('- text: "Hello"'))
        await happens(other, TriggerKind.MANUAL)
        (run,) = await runs(other)
        assert run.state is RunState.REFUSED and "[consent.marketing]" in run.outcome


async def test_a_run_keeps_the_version_it_began_with(stage: Stage) -> None:
    text = any_flow('- wait: 2 hours\n- text: "First words"', more="only_if: {consent: marketing}\n")
    await switch_on(stage, text)
    await happens(stage, TriggerKind.MANUAL)
    ledger = stage.twolane.house.ledger
    saved = await ledger.write(lambda books: desk(books, NOON).save(text.replace("First", "Second")))
    assert (saved.version, saved.state) == (2, FlowState.ACTIVE)
    await stage.advance(3 * HOUR)
    assert "First words" in (await ours(stage))[0][1]
    await happens(stage, TriggerKind.MANUAL)
    await stage.advance(3 * HOUR)
    assert "Second words" in (await ours(stage))[1][1]
    assert [touch.version for touch in await touches(stage)] == [1, 2]


async def test_a_delivery_is_asked_after_and_a_broken_parcel_goes_to_a_person(stage: Stage) -> None:
    await switch_on(stage, shipped_flow("delivered"))
    checkout = await stage.leave_cart(SHOPPER)
    await stage.buy(checkout)
    await stage.settle()
    contact = (await runs(stage))[0].contact_id
    orders = await stage.twolane.house.ledger.read(lambda books: books.orders_of_contact(MERCHANT.id, contact))
    await happens(stage, TriggerKind.DELIVERED, orders[0].order_id)
    await stage.advance(5 * HOUR)
    assert f"Your order {orders[0].name} was delivered" in (await ours(stage))[-1][1]
    await stage.text(SHOPPER.phone, "it came brokne")
    await stage.settle()
    conversation = await stage.conversation_of(SHOPPER.phone)
    assert conversation is not None and conversation.control == "escalated"
    assert (
        await stage.twolane.house.ledger.read(lambda books: books.carts_of(MERCHANT.id, contact)[0].state)
        is CartState.RECOVERED
    )


async def test_a_flow_paused_meanwhile_goes_on_later(stage: Stage) -> None:
    text = any_flow('- wait: 2 hours\n- text: "Hello there"', more="only_if: {consent: marketing}\n")
    await switch_on(stage, text)
    await happens(stage, TriggerKind.MANUAL)
    ledger = stage.twolane.house.ledger
    await ledger.write(lambda books: desk(books, stage.clock.now()).switch("any", FlowState.PAUSED))
    await stage.advance(timedelta(hours=2, minutes=30))
    assert await ours(stage) == []
    await ledger.write(lambda books: desk(books, stage.clock.now()).switch("any", FlowState.ACTIVE))
    await stage.advance(10 * MINUTE)
    assert len(await ours(stage)) == 1


async def test_whom_the_brand_holds_out_no_promotion_texts_but_their_order_is_told(stage: Stage) -> None:
    await change_merchant(stage, replace(MERCHANT, settings=replace(MERCHANT.settings, hold_out_percent=50)))
    marketing = "only_if: {consent: marketing}\n"
    await switch_on(stage, any_flow('- text: "Hello there"', trigger="browsed", more=marketing))
    (came,) = await happens(stage, TriggerKind.BROWSED, "Trail Pack")
    contact = await contact_of(stage)
    arm = await stage.twolane.house.ledger.read(lambda books: books.assignment(MERCHANT.id, WHOLE_BRAND, contact.id))
    assert arm is not None
    assert isinstance(came, NotEntered) is arm.is_held_out
    checkout = await stage.leave_cart(SHOPPER)
    await stage.buy(checkout)
    await stage.settle()
    assert [purpose for purpose, _ in await ours(stage)].count("notification") == 1


async def test_pausing_the_carts_flow_lets_nothing_else_remind_of_carts(stage: Stage) -> None:
    await switch_on(stage, cart_flow(REMIND))
    ledger = stage.twolane.house.ledger
    await ledger.write(lambda books: desk(books, NOON).switch("cart", FlowState.PAUSED))
    await stage.leave_cart(SHOPPER)
    await stage.advance(DAY)
    assert await ours(stage) == []

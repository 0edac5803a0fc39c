"""Orders are credited from what the ledger knows, and every split of them adds up to all orders, to the cent."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.analytics.adding import added
from api.analytics.day_keeping import DayKeeping
from conversation.attribution_rule import AttributionRule, AutomationRule, How, Models
from conversation.clock import ScriptedClock
from conversation.credit import Credit, Spoke
from conversation.ledger import Books
from conversation.message import Author, Message, Purpose
from conversation.order import Order
from conversation.outbox import OutboxState
from conversation.short_link import OpenedBy
from conversation.store_memory.ledger import MemoryLedger
from conversation.touch import Automation
from flows.crediting import credit_order
from tests.conversation.shop_life import DAY, ShopLife
from tests.conversation.world import MERCHANT, NOW, granted_offer, leave_cart, seed

HOUR = 60
LONG = AttributionRule(view_days=7)
BRAND = replace(MERCHANT, settings=replace(MERCHANT.settings, attribution=LONG))


@pytest.fixture
async def ledger() -> MemoryLedger:
    ledger = MemoryLedger()
    await ledger.write(seed)
    return ledger


async def owed(ledger: MemoryLedger, live: Callable[[ShopLife], Order]) -> Credit | None:
    return await ledger.write(lambda books: credit_order(books, BRAND, live(ShopLife(books))))


async def test_an_answer_goes_on_from_the_flow_that_texted_before_it(ledger: MemoryLedger) -> None:
    def live(life: ShopLife) -> Order:
        life.texts(1, 0, "flw_1", step="first", variant="B", version=3)
        life.says(1, Author.CONTACT, 1)
        life.says(1, Author.AI, 2)
        life.says(1, Author.HUMAN, 3)
        return life.buys(1, 10, 5000)

    found = await owed(ledger, live)
    assert found is not None
    assert (found.how, found.spoke) == (How.VIEW, Spoke.HYBRID)
    assert (found.kind, found.automation_id, found.version) == (Automation.FLOW, "flw_1", 3)
    assert (found.step, found.variant) == ("first", "B")


async def test_what_was_said_without_a_flow_is_owed_to_the_seat_alone(ledger: MemoryLedger) -> None:
    def live(life: ShopLife) -> Order:
        life.texts(1, -8 * 24 * HOUR, "flw_1")
        life.says(1, Author.HUMAN, 0)
        return life.buys(1, 10, 5000)

    found = await owed(ledger, live)
    assert found is not None
    assert (found.spoke, found.kind, found.automation_id) == (Spoke.HUMAN, None, "")


async def test_a_persons_click_counts_and_a_programs_does_not(ledger: MemoryLedger) -> None:
    def live(shopper: int, by: OpenedBy) -> Callable[[ShopLife], Order]:
        def shop(life: ShopLife) -> Order:
            life.clicks(shopper, life.texts(shopper, 0, "flw_1"), 1, by)
            return life.buys(shopper, 6 * 24 * HOUR, 5000)

        return shop

    clicked = await owed(ledger, live(1, OpenedBy.HUMAN))
    assert clicked is not None
    assert clicked.how is How.CLICK
    scanned = await owed(ledger, live(2, OpenedBy.BOT))
    assert scanned is not None
    assert scanned.how is How.VIEW


@pytest.mark.parametrize("state", [OutboxState.QUEUED, OutboxState.CANCELLED, OutboxState.FAILED])
async def test_a_text_that_never_left_brings_nothing_about(ledger: MemoryLedger, state: OutboxState) -> None:
    def live(life: ShopLife) -> Order:
        life.texts(1, 0, "flw_1", state=state)
        return life.buys(1, 10, 5000)

    assert await owed(ledger, live) is None


async def test_a_notification_is_credited_for_its_link_alone(ledger: MemoryLedger) -> None:
    def live(life: ShopLife) -> Order:
        life.texts(1, 0, "flw_1", purpose=Purpose.NOTIFICATION)
        return life.buys(1, 10, 5000)

    def click(life: ShopLife) -> Order:
        life.clicks(2, life.texts(2, 0, "flw_1", purpose=Purpose.NOTIFICATION), 1)
        return life.buys(2, 10, 5000)

    assert await owed(ledger, live) is None
    assert await owed(ledger, click) is not None


async def test_a_code_is_owed_to_the_text_that_named_it_even_by_an_unknown_buyer(ledger: MemoryLedger) -> None:
    def live(books: Books) -> tuple[Message, Credit | None]:
        life = ShopLife(books)
        contact = life.contact(1)
        offer = granted_offer(books, leave_cart(books, contact.phone))
        named = life.says(1, Author.AI, 1, body=f"Your code is {offer.code}.")
        life.says(1, Author.AI, 2)
        return named, credit_order(books, BRAND, life.buys(None, 10, 5000, codes=(offer.code,)))

    named, found = await ledger.write(live)
    assert found is not None
    assert (found.how, found.message_id) == (How.CODE, named.id)
    assert await owed(ledger, lambda life: life.buys(None, 10, 5000, codes=("SUMMER",))) is None


async def test_a_flows_own_rule_narrows_the_brands(ledger: MemoryLedger) -> None:
    strict = AutomationRule(MERCHANT.id, Automation.FLOW, "flw_1", AttributionRule(Models.CODE), 0, NOW)
    await ledger.write(lambda books: books.save_automation_rule(strict))

    def live(life: ShopLife) -> Order:
        life.texts(1, 0, "flw_1")
        return life.buys(1, 10, 5000)

    assert await owed(ledger, live) is None


async def test_an_order_told_again_is_credited_anew(ledger: MemoryLedger) -> None:
    def again(books: Books) -> tuple[Credit | None, Credit | None]:
        life = ShopLife(books)
        life.texts(1, 0, "flw_1")
        order = life.buys(1, 10, 5000)
        credit_order(books, BRAND, order)
        before = books.credit(order.merchant_id, order.shop_domain, order.order_id)
        none = replace(BRAND, settings=replace(BRAND.settings, attribution=AttributionRule(Models.NONE)))
        credit_order(books, none, order)
        return before, books.credit(order.merchant_id, order.shop_domain, order.order_id)

    before, after = await ledger.write(again)
    assert before is not None
    assert after is None


SHOPPERS = st.integers(1, 4)
MOMENTS = st.integers(0, 40 * 24 * HOUR)
TEXTS = st.tuples(SHOPPERS, MOMENTS, st.sampled_from(["ai", "human", "flw_1", "flw_2", "cmp_1"]), st.booleans())
ORDERS = st.tuples(
    st.one_of(st.none(), SHOPPERS),
    MOMENTS,
    st.integers(0, 10**7),
    st.sampled_from(["USD", "JPY"]),
    st.integers(0, 100),
    st.booleans(),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(TEXTS, max_size=12), orders=st.lists(ORDERS, max_size=10))
async def test_automations_seats_and_what_is_unattributed_add_up_to_all_orders(
    texts: list[tuple[int, int, str, bool]], orders: list[tuple[int | None, int, int, str, int, bool]]
) -> None:
    placed: list[Order] = []

    def live(books: Books) -> None:
        seed(books)
        life = ShopLife(books)
        for shopper, minute, by, clicked in sorted(texts, key=lambda row: row[1]):
            text = life.says(shopper, Author(by), minute) if by in ("ai", "human") else life.texts(shopper, minute, by)
            if clicked:
                life.clicks(shopper, text, minute + 1)
        for buyer, minute, minor, currency, refunded, cancelled in orders:
            back = minor * refunded // 100
            order = life.buys(buyer, minute, minor, currency=currency, refunded=back, cancelled=cancelled)
            credit_order(books, BRAND, order)
            placed.append(order)

    ledger = MemoryLedger()
    await ledger.write(live)
    sums = await ledger.read(lambda books: books.credited(MERCHANT.id, NOW, NOW + 50 * DAY))
    kept: Counter[str] = Counter()
    for order in placed:
        kept[order.currency] += order.kept.minor
    for name in ("automation_id", "spoke", "how", "kind", "step"):
        parts: Counter[tuple[str, object]] = Counter()
        for one in sums:
            parts[one.currency, getattr(one, name)] += one.minor
        for currency in kept:
            assert sum(minor for (mine, _), minor in parts.items() if mine == currency) == kept[currency]
    assert sum(one.orders for one in sums) == len(placed)
    await DayKeeping(ledger, ScriptedClock(NOW + 50 * DAY)).level()
    kept_days = await ledger.read(lambda books: books.day_figures(MERCHANT.id, "2026-11-01", "2027-01-31"))
    assert added(one for day in kept_days for one in day.sums) == sums, "what is kept of days is the direct count"

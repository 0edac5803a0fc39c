"""What every ledger promises when it counts: credits, texts of flows and campaigns, seats, experiments."""

from dataclasses import replace

import pytest

from conversation.arm import Arm
from conversation.assignment import HOLD_OUT, Assignment
from conversation.attribution_rule import AttributionRule, AutomationRule, How, Models
from conversation.credit import Credit, Spoke
from conversation.event import EventKind
from conversation.exchange import Exchange
from conversation.figures import Answers, CreditedSum, Reach, Talks
from conversation.ledger import Books, Ledger
from conversation.message import Author
from conversation.order import Order
from conversation.outbox import OutboxState
from conversation.short_link import OpenedBy
from conversation.tag import TEST, Tag
from conversation.touch import Automation
from tests.conversation.shop_life import DAY, MINUTE, ShopLife
from tests.conversation.world import DANA, MERCHANT, NOW, seed

SPAN = (MERCHANT.id, NOW, NOW + DAY)


@pytest.fixture(autouse=True)
async def brand(ledger: Ledger) -> None:
    await ledger.write(seed)


def credit(order: Order, spoke: Spoke = Spoke.AI, automation_id: str = "flw_1") -> Credit:
    kind = Automation.FLOW if automation_id else None
    known = (order.merchant_id, order.shop_domain, order.order_id)
    return Credit(*known, How.CLICK, "msg_1", "cnv_1", spoke, kind, automation_id, 2, "first", "B", order.placed_at)


async def test_an_order_has_one_credit_that_a_later_one_replaces(ledger: Ledger) -> None:
    order = await ledger.write(lambda books: ShopLife(books).buys(1, 0, 5000))
    known = (order.merchant_id, order.shop_domain, order.order_id)
    await ledger.write(lambda books: books.save_credit(credit(order)))
    assert await ledger.read(lambda books: books.credit(*known)) == credit(order)
    direct = credit(order, automation_id="")
    await ledger.write(lambda books: books.save_credit(direct))
    assert await ledger.read(lambda books: books.credit(*known)) == direct
    assert await ledger.read(lambda books: books.credit("mer_2", *known[1:])) is None
    await ledger.write(lambda books: books.drop_credit(*known))
    assert await ledger.read(lambda books: books.credit(*known)) is None


async def test_each_flow_and_campaign_keeps_its_own_rule(ledger: Ledger) -> None:
    rule = AutomationRule(MERCHANT.id, Automation.FLOW, "flw_1", AttributionRule(Models.CODE, 1, 2, 3), 10, NOW)
    other = replace(rule, kind=Automation.CAMPAIGN, hold_out_percent=0)
    await ledger.write(lambda books: [books.save_automation_rule(one) for one in (rule, other)])
    assert await ledger.read(lambda books: books.automation_rule(MERCHANT.id, Automation.FLOW, "flw_1")) == rule
    assert await ledger.read(lambda books: books.automation_rule(MERCHANT.id, Automation.FLOW, "flw_2")) is None
    assert await ledger.read(lambda books: books.automation_rules(MERCHANT.id)) == (other, rule)
    assert await ledger.read(lambda books: books.automation_rules("mer_2")) == ()


async def test_every_order_of_a_span_is_in_one_sum(ledger: Ledger) -> None:
    def write(books: Books) -> None:
        life = ShopLife(books)
        for order in (life.buys(1, 0, 5000), life.buys(2, 16, 7000, refunded=3000)):
            books.save_credit(credit(order))
        books.save_credit(credit(life.buys(3, 17, 2000, cancelled=True), Spoke.HUMAN, ""))
        life.buys(None, 18, 900, currency="JPY")
        life.buys(1, 19, 100)
        life.buys(1, -1, 10**9)
        life.buys(1, 24 * 60, 10**9)

    await ledger.write(write)
    assert await ledger.read(lambda books: books.credited(*SPAN)) == (
        CreditedSum("JPY", None, None, None, "", "", "", 1, 900),
        CreditedSum("USD", None, None, None, "", "", "", 1, 100),
        CreditedSum("USD", How.CLICK, Spoke.AI, Automation.FLOW, "flw_1", "first", "B", 2, 9000),
        CreditedSum("USD", How.CLICK, Spoke.HUMAN, None, "", "first", "B", 1, 0),
    )
    assert await ledger.read(lambda books: books.credited("mer_2", *SPAN[1:])) == ()


async def test_what_became_of_automatic_texts_is_counted_by_step_and_variant(ledger: Ledger) -> None:
    def write(books: Books) -> None:
        life = ShopLife(books)
        one = life.texts(1, 0, "flw_1", step="first", variant="A")
        life.texts(1, 1, "flw_1", step="first", variant="A", status="sent")
        life.texts(2, 0, "flw_1", step="first", variant="A", state=OutboxState.FAILED)
        life.texts(3, 0, "flw_1", step="first", variant="B")
        life.texts(3, 2, "cmp_1", kind=Automation.CAMPAIGN, state=OutboxState.QUEUED)
        life.texts(4, -1, "flw_1", step="first", variant="B")
        life.clicks(1, one, 3)
        life.clicks(1, one, 4)
        life.clicks(3, life.texts(3, 5, "flw_1", step="second"), 6, OpenedBy.BOT)
        life.says(1, Author.CONTACT, 7)
        life.says(3, Author.CONTACT, 4 * 24 * 60)
        life.happens(3, EventKind.SUPPRESSED, 9)

    await ledger.write(write)
    flow = Automation.FLOW
    assert await ledger.read(lambda books: books.reach(*SPAN)) == (
        Reach(Automation.CAMPAIGN, "cmp_1", "", "", 1, 0, 0, 0, 1, 0, 0, 1),
        Reach(flow, "flw_1", "first", "A", 3, 2, 1, 1, 2, 1, 1, 0),
        Reach(flow, "flw_1", "first", "B", 1, 1, 1, 0, 1, 0, 0, 1),
        Reach(flow, "flw_1", "second", "", 1, 1, 1, 0, 1, 0, 0, 1),
    )


async def test_conversations_are_counted_by_who_spoke(ledger: Ledger) -> None:
    def write(books: Books) -> None:
        life = ShopLife(books)
        life.says(1, Author.AI, 0)
        life.says(1, Author.CONTACT, 1)
        life.says(1, Author.HUMAN, 2)
        life.says(2, Author.AI, 0)
        life.says(2, Author.HUMAN, 1, state=OutboxState.CANCELLED)
        life.says(3, Author.TEMPLATE, 0)
        life.says(4, Author.CONTACT, 0)
        life.says(5, Author.HUMAN, 0)
        life.says(5, Author.AI, -60 * 24)
        life.happens(1, EventKind.ESCALATED, 1, reason="asked")
        life.happens(1, EventKind.ESCALATED, 3, reason="asked")
        life.happens(2, EventKind.SUPPRESSED, 4)
        life.happens(2, EventKind.SUPPRESSED, 5)

    await ledger.write(write)
    assert await ledger.read(lambda books: books.talks_by_seat(*SPAN)) == (
        Talks(Spoke.AI, 1, 1, 0, 0, 1, 0),
        Talks(Spoke.AUTOMATION, 1, 0, 0, 0, 0, 0),
        Talks(Spoke.HUMAN, 1, 0, 1, 0, 0, 0),
        Talks(Spoke.HYBRID, 1, 1, 1, 1, 0, 2),
    )


async def test_waits_run_from_the_first_unanswered_text_to_the_answer(ledger: Ledger) -> None:
    def write(books: Books) -> None:
        life = ShopLife(books)
        life.says(1, Author.TEMPLATE, 0)
        life.says(1, Author.CONTACT, 1)
        life.says(1, Author.CONTACT, 1.5)
        life.says(1, Author.TEMPLATE, 1.6)
        life.says(1, Author.AI, 1.75)
        life.says(1, Author.AI, 2)
        life.says(1, Author.CONTACT, 3)
        life.says(1, Author.HUMAN, 14.5)
        life.says(2, Author.CONTACT, 3)
        life.says(2, Author.AI, 3.75)
        life.says(3, Author.CONTACT, 3)

    await ledger.write(write)
    assert await ledger.read(lambda books: books.answer_times(*SPAN)) == (
        Answers(Author.AI, 45, 2),
        Answers(Author.HUMAN, 660, 1),
    )


async def test_what_seats_cost_is_summed_up(ledger: Ledger) -> None:
    def write(books: Books) -> None:
        life = ShopLife(books)
        cost = {"models": "m", "calls": "2", "tokens_in": "100", "cached": "10", "tokens_out": "20"}
        life.happens(1, EventKind.TURN_SPENT, 0, **cost, milliseconds="500", micros="7")
        life.happens(1, EventKind.TURN_SPENT, 1, **cost, milliseconds="500", micros="8")
        life.happens(1, EventKind.TURN_SPENT, 25 * 60, **cost, milliseconds="500")
        talk = life.talk(1)
        books.save_exchange(Exchange("exc_1", MERCHANT.id, talk.id, DANA.id, 2, NOW + 2 * MINUTE, 0))
        said = life.says(1, Author.HUMAN, 4, exchange="exc_1")
        row = books.outbox_of(said.id)
        assert row is not None
        books.save_outbox_row(replace(row, segments=3))
        life.says(1, Author.HUMAN, 5, exchange="exc_1")
        life.says(1, Author.CONTACT, 50, exchange="exc_1")
        books.save_exchange(Exchange("exc_2", MERCHANT.id, talk.id, DANA.id, 2, NOW + 60 * MINUTE, 0))

    await ledger.write(write)
    spent = await ledger.read(lambda books: books.spent_between(*SPAN))
    assert (spent.calls, spent.tokens_in, spent.cached, spent.tokens_out) == (4, 200, 20, 40)
    assert (spent.milliseconds, spent.micros) == (1000, 15)
    longer = await ledger.read(lambda books: books.spent_between(MERCHANT.id, NOW, NOW + 2 * DAY))
    assert (longer.calls, longer.micros) == (6, None), "the price of one of them is not known"
    assert await ledger.read(lambda books: books.held_seconds(*SPAN)) == 180
    assert await ledger.read(lambda books: books.segments_between(*SPAN)) == 3
    assert await ledger.read(lambda books: books.segments_between("mer_2", *SPAN[1:])) == 0
    assert (await ledger.read(lambda books: books.spent_between("mer_2", *SPAN[1:]))).calls == 0


async def test_arms_count_each_contact_once_from_when_they_entered(ledger: Ledger) -> None:
    def write(books: Books) -> None:
        life = ShopLife(books)
        life.buys(1, 1, 5000)
        life.buys(1, 2, 3000, refunded=1000)
        life.buys(1, -1, 10**6)
        life.buys(2, 1, 900, currency="JPY")
        life.buys(3, 1, 4000, cancelled=True)
        life.buys(3, 8 * 24 * 60, 10**6)
        life.clicks(1, life.texts(1, 0, "cmp_1"), 3)
        life.says(2, Author.CONTACT, 4)
        life.happens(3, EventKind.SUPPRESSED, 5)
        for shopper, arm in ((1, "texted"), (2, "texted"), (3, HOLD_OUT)):
            books.assign(Assignment(MERCHANT.id, "cmp_1", life.contact(shopper).id, arm, NOW))
        books.assign(Assignment(MERCHANT.id, "cmp_2", life.contact(1).id, "texted", NOW))

    await ledger.write(write)
    assert await ledger.read(lambda books: books.experiment_arms(MERCHANT.id, "cmp_1", 7, "USD")) == (
        Arm(HOLD_OUT, 1, 0, 0, 0, 1, 0, 0.0),
        Arm("texted", 2, 2, 1, 1, 0, 7000, 49_000_000.0),
    )
    assert await ledger.read(lambda books: books.experiments(MERCHANT.id)) == ("cmp_1", "cmp_2")
    assert await ledger.read(lambda books: books.experiment_began(MERCHANT.id, "cmp_1")) == NOW
    assert await ledger.read(lambda books: books.experiment_began("mer_2", "cmp_1")) is None
    assert await ledger.read(lambda books: books.experiment_arms("mer_2", "cmp_1", 7, "USD")) == ()


async def test_whoever_tries_things_out_counts_nowhere(ledger: Ledger) -> None:
    def live(books: Books, shopper: int) -> None:
        life = ShopLife(books)
        books.save_credit(credit(life.buys(shopper, 1, 5000)))
        life.texts(shopper, 0, "flw_1", step="first")
        life.says(shopper, Author.CONTACT, 1)
        life.says(shopper, Author.AI, 2)
        talk = life.talk(shopper)
        exchange = f"exc_{shopper}"
        books.save_exchange(Exchange(exchange, MERCHANT.id, talk.id, DANA.id, 2, NOW + 2 * MINUTE, 0))
        life.says(shopper, Author.HUMAN, 4, exchange=exchange)
        books.assign(Assignment(MERCHANT.id, "cmp_1", life.contact(shopper).id, "texted", NOW))

    def figures(books: Books) -> tuple[object, ...]:
        arms = books.experiment_arms(MERCHANT.id, "cmp_1", 7, "USD")
        held = books.held_seconds(*SPAN)
        seats = books.talks_by_seat(*SPAN), books.answer_times(*SPAN), held
        return books.credited(*SPAN), books.reach(*SPAN), seats, arms

    await ledger.write(lambda books: live(books, 1))
    alone = await ledger.write(figures)
    await ledger.write(lambda books: live(books, 2))
    assert await ledger.write(figures) != alone

    def tag(books: Books) -> None:
        books.add_tag(Tag(MERCHANT.id, ShopLife(books).contact(2).id, TEST, DANA.id, NOW))

    await ledger.write(tag)
    assert await ledger.write(figures) == alone
    assert alone[0] and alone[1] and alone[3]


async def test_sums_may_be_larger_than_64_bits_hold(ledger: Ledger) -> None:
    def write(books: Books) -> None:
        life = ShopLife(books)
        for shopper in (1, 2):
            life.buys(shopper, 1, 4_000_000_000)
            books.assign(Assignment(MERCHANT.id, "cmp_1", life.contact(shopper).id, "texted", NOW))

    await ledger.write(write)
    (arm,) = await ledger.read(lambda books: books.experiment_arms(MERCHANT.id, "cmp_1", 7, "USD"))
    assert arm.revenue_squares == pytest.approx(3.2e19)

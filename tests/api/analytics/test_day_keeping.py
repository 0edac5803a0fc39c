"""What is kept of days equals what counting their rows comes to, on every ledger, whatever happens afterwards."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from api.analytics.day_counting import count_day
from api.analytics.day_keeping import AGAIN, DayKeeping
from api.analytics.period import Period
from api.analytics.report import Report, report_of
from conversation.assignment import HOLD_OUT, Assignment
from conversation.attribution_rule import How
from conversation.clock import ScriptedClock
from conversation.credit import Credit, Spoke
from conversation.day_figures import DayFigures
from conversation.event import EventKind
from conversation.ledger import Books, Ledger, Reader
from conversation.message import Author
from conversation.order import Order
from conversation.short_link import OpenedBy
from conversation.tag import TEST, Tag
from conversation.touch import Automation
from flows.crediting import credit_order
from tests.conversation.shop_life import DAY, ShopLife
from tests.conversation.world import DANA, MERCHANT, NOW, seed

DAY_MINUTES = 24 * 60
LATER = NOW + 40 * DAY
PERIOD = Period.read(MERCHANT.timezone, LATER, days=45)
FIRST = "2026-11-24"


@pytest.fixture
async def kept(ledger: Ledger) -> DayKeeping:
    await ledger.write(live)
    keeping = DayKeeping(ledger, ScriptedClock(LATER))
    assert await keeping.level() == 40
    return keeping


def live(books: Books) -> None:
    """Some days: texts of a flow with what became of them, an answer past midnight, orders, an experiment."""
    seed(books)
    life = ShopLife(books)
    for day in range(3):
        start = day * DAY_MINUTES
        for shopper, variant in ((1, "A"), (2, "B")):
            text = life.texts(shopper, start, "flw_1", step="first", variant=variant)
            life.clicks(shopper, text, start + 1)
        life.says(1, Author.CONTACT, start + 12 * 60)
        life.says(1, Author.AI, start + 12 * 60 + 45)
        life.says(2, Author.CONTACT, start + 13 * 60)
        life.says(2, Author.HUMAN, start + 13 * 60 + 1)
        credit_order(books, MERCHANT, life.buys(1, start + 14 * 60, 5000))
    life.buys(3, 30, 900, currency="JPY")
    life.happens(2, EventKind.SUPPRESSED, 2 * DAY_MINUTES + 900)
    for shopper, arm in ((1, "A"), (2, "B"), (3, HOLD_OUT)):
        books.assign(Assignment(MERCHANT.id, "flow:flw_1/first", life.contact(shopper).id, arm, NOW + shopper * DAY))


def rows(reader: Reader) -> list[DayFigures]:
    first, last = PERIOD.first.isoformat(), PERIOD.last.isoformat()
    return [replace(row, counted_at=LATER) for row in reader.day_figures(MERCHANT.id, first, last)]


def counted(reader: Reader) -> list[DayFigures]:
    days = [date.fromisoformat(row.day) for row in reader.counted_days(MERCHANT.id)]
    return [count_day(reader, MERCHANT, day, LATER) for day in days]


async def reports(ledger: Ledger) -> tuple[Report, Report]:
    """The report from what is kept, and the one from the ledger's rows: in a brand that nobody counted."""
    return await ledger.read(
        lambda books: (report_of(books, MERCHANT, PERIOD), report_of(Unkept(books), MERCHANT, PERIOD))
    )


class Unkept:
    """The ledger without what is kept of days."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def __getattr__(self, name: str) -> object:
        return (lambda *_: ()) if name in ("day_figures", "counted_days") else getattr(self.reader, name)


async def test_a_report_of_what_is_kept_is_the_one_of_the_rows(ledger: Ledger, kept: DayKeeping) -> None:
    from_days, from_rows = await reports(ledger)
    assert from_days == from_rows
    assert from_days.sums and from_days.reach and from_days.talks and from_days.experiments[0].lift
    assert from_days.waits[Author.AI].answers == 3, "an answer after midnight counts on its day"
    assert sum(one.recipients for one in from_days.reach) == 6, "a contact counts once each day"
    assert await kept.level() == 0, "nothing is counted twice"


def refund(books: Books) -> None:
    (order, *_) = orders(books)
    books.save_order(replace(order, refunded_minor=1234))


def credit_otherwise(books: Books) -> None:
    (order, *_) = orders(books)
    known = (order.merchant_id, order.shop_domain, order.order_id)
    flow = (Automation.FLOW, "flw_9", 1, "last", "")
    books.save_credit(Credit(*known, How.CODE, "msg_9", "cnv_9", Spoke.HUMAN, *flow, order.placed_at - 30 * DAY))


def credit_nothing(books: Books) -> None:
    (order, *_) = orders(books)
    books.drop_credit(order.merchant_id, order.shop_domain, order.order_id)


def click_late(books: Books) -> None:
    life = ShopLife(books)
    touch = books.touches_of_contact(MERCHANT.id, life.contact(2).id, NOW)[0]
    for click in books.clicks_on_message(MERCHANT.id, touch.message_id):
        books.save_click(replace(click, by=OpenedBy.BOT))


def tell_of_an_old_order(books: Books) -> None:
    ShopLife(books).buys(2, 5 * DAY_MINUTES, 70_000)


def file_as_test(books: Books) -> None:
    books.add_tag(Tag(MERCHANT.id, ShopLife(books).contact(1).id, TEST, DANA.id, LATER))


def orders(books: Books) -> tuple[Order, ...]:
    return books.orders_of_contact(MERCHANT.id, ShopLife(books).contact(1).id)


AFTERWARDS = (refund, credit_otherwise, credit_nothing, click_late, tell_of_an_old_order, file_as_test)


@pytest.mark.parametrize("happens", AFTERWARDS)
async def test_a_day_that_came_to_be_otherwise_is_counted_again(
    ledger: Ledger, kept: DayKeeping, happens: Callable[[Books], None]
) -> None:
    before = await ledger.read(rows)
    await ledger.write(happens)
    assert await ledger.read(counted) != before, "it must change a figure"
    assert 0 < await kept.level() <= 40
    assert await ledger.read(rows) == await ledger.read(counted)
    assert await kept.level() == 0


async def test_whoever_tries_things_out_no_longer_counts_again_from_the_first_day(
    ledger: Ledger, kept: DayKeeping
) -> None:
    before = await ledger.read(rows)
    await ledger.write(file_as_test)
    await kept.level()
    await ledger.write(lambda books: books.drop_tag(MERCHANT.id, ShopLife(books).contact(1).id, TEST))
    await kept.level()
    assert await ledger.read(rows) == before


async def test_days_are_those_of_the_merchants_zone_and_counted_anew_when_it_moves(
    ledger: Ledger, kept: DayKeeping
) -> None:
    moved = replace(MERCHANT, timezone="Pacific/Auckland")
    await ledger.write(lambda books: books.save_merchant(moved))
    period = Period.read(moved.timezone, LATER, days=45)

    def both(books: Reader) -> tuple[Report, Report]:
        return report_of(books, moved, period), report_of(Unkept(books), moved, period)

    at_once, truth = await ledger.read(both)
    assert at_once == truth, "days of the old zone serve nobody"
    assert await kept.level() == 40
    assert (await ledger.read(both))[0] == truth
    assert {row.zone for row in await ledger.read(lambda books: books.counted_days(MERCHANT.id))} >= {moved.timezone}


async def test_recent_days_are_counted_again_until_they_settle(ledger: Ledger) -> None:
    await ledger.write(live)
    clock = ScriptedClock(NOW + 2 * DAY)
    keeping = DayKeeping(ledger, clock)
    assert await keeping.level() == 2
    assert await keeping.level() == 0
    clock.advance(AGAIN)
    assert await keeping.level() == 1, "yesterday; the day before may wait longer"
    clock.advance(timedelta(days=12))
    assert await keeping.level() == 14
    clock.advance(timedelta(days=1))
    assert await keeping.level() == 1 + 8, "those that may still change"


async def test_an_older_count_never_replaces_a_later_one(ledger: Ledger, kept: DayKeeping) -> None:
    (row, *_) = await ledger.read(lambda books: books.day_figures(MERCHANT.id, FIRST, FIRST))
    late = replace(row, segments=99, counted_at=LATER + DAY)
    assert await ledger.write(lambda books: books.save_day_figures(late))
    assert not await ledger.write(lambda books: books.save_day_figures(replace(row, segments=1)))
    assert await ledger.read(lambda books: books.day_figures(MERCHANT.id, FIRST, FIRST)) == (late,)
    assert await ledger.read(lambda books: books.day_figures("mer_2", FIRST, FIRST)) == ()
    assert await ledger.read(lambda books: books.counted_days("mer_2")) == ()


async def test_a_merchant_with_nothing_has_no_days(ledger: Ledger) -> None:
    await ledger.write(seed)
    assert await DayKeeping(ledger, ScriptedClock(LATER)).level() == 0

"""The report's tables add up, its days are the merchant's own, and it claims no more than it knows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from api.analytics.asking import report_for
from api.analytics.period import Period
from api.analytics.report import Report, report_of
from api.analytics.sentences import of_lift, of_variants
from api.analytics.sheet import Cell, Column, Sheet, words
from api.analytics.sheets import sheet_named, sheets_of
from api.analytics.waits import Waits
from conversation.arm import Arm
from conversation.assignment import HOLD_OUT, Assignment
from conversation.errors import Invalid, Unknown
from conversation.figures import Answers
from conversation.ledger import Books
from conversation.message import Author
from conversation.store_memory.ledger import MemoryLedger
from conversation.touch import Automation
from flows.crediting import credit_order
from flows.experiment import Criterion, Rule, compare
from flows.lift import lift_of
from tests.conversation.shop_life import ShopLife
from tests.conversation.world import DANA, MERCHANT, NOW, seed

DENVER = "America/Denver"


async def report(live: Callable[[ShopLife], None], days: int = 7) -> Report:
    ledger = MemoryLedger()

    def write(books: Books) -> Report:
        seed(books)
        live(ShopLife(books))
        return report_of(books, MERCHANT, Period.read(MERCHANT.timezone, NOW, days=days))

    return await ledger.write(write)


def week(life: ShopLife) -> None:
    life.texts(1, 10, "welcome", step="first", variant="A")
    life.says(1, Author.CONTACT, 20)
    life.says(1, Author.AI, 21)
    life.says(1, Author.HUMAN, 30)
    life.clicks(2, life.texts(2, 40, "cmp_1", kind=Automation.CAMPAIGN), 50)
    life.says(3, Author.HUMAN, 60)
    for shopper, minor, refunded in ((1, 5000, 0), (2, 7001, 1), (3, 900, 0), (4, 333, 0)):
        credit_order(life.books, MERCHANT, life.buys(shopper, 90, minor, refunded=refunded))
    credit_order(life.books, MERCHANT, life.buys(4, 90, 77, currency="JPY"))


async def test_every_table_of_money_adds_up_to_all_orders() -> None:
    found = await report(week)
    assert found.currency == "USD"
    for name in ("sources", "revenue"):
        sheet = sheet_named(found, name)
        assert sheet is not None
        rows = [row for row in sheet.rows if row[0].shown != "All orders"]
        assert sum(int(row[-1].value) for row in rows if "USD" in [cell.value for cell in row]) == 13_233
        assert sum(int(row[-1].value) for row in rows if "JPY" in [cell.value for cell in row]) == 77
    assert sum(day.placed.money.minor for day in found.days) == 13_233
    assert sum(day.credited.money.minor for day in found.days) == found.credited("USD").money.minor == 12_900
    seats = sheet_named(found, "seats")
    assert seats is not None
    assert {row[0].shown: row[-1].value for row in seats.rows} == {
        "Human": 900,
        "Hybrid: both": 5000,
        "Automation alone": 7000,
    }


async def test_texts_are_told_by_step_and_variant_with_what_they_brought() -> None:
    sheet = sheet_named(await report(week), "texts")
    assert sheet is not None
    told = {row[0].shown: [cell.value for cell in row[1:]] for row in sheet.rows}
    assert told["cmp_1"] == ["", "", 1, 1, 0, 1, 1, 0, 0, 1, 7000]
    assert told["welcome"] == ["first", "A", 1, 1, 0, 1, 0, 1, 0, 1, 5000]


async def test_a_merchant_with_nothing_gets_empty_days_and_no_invented_figure() -> None:
    found = await report(lambda life: None)
    assert {sheet.id for sheet in sheets_of(found)} == {"revenue", "sources", "days"}
    assert found.credited(found.currency).orders == 0


async def test_a_report_is_read_only_by_who_may_see_the_merchant() -> None:
    ledger = MemoryLedger()
    await ledger.write(seed)
    stranger = replace(DANA, roles={})
    with pytest.raises(Unknown):
        await ledger.read(lambda books: report_for(books, stranger, MERCHANT.id, NOW))
    assert (await ledger.read(lambda books: report_for(books, DANA, MERCHANT.id, NOW))).merchant == MERCHANT


def test_days_begin_and_end_at_the_merchants_midnight_even_when_clocks_change() -> None:
    period = Period.read(DENVER, NOW, first="2026-11-01", last="2026-11-01")
    assert period.since == datetime(2026, 11, 1, 6, tzinfo=UTC)
    assert period.until - period.since == timedelta(hours=25)
    assert period.day_of(period.until - timedelta(milliseconds=1)) == date(2026, 11, 1)
    late = datetime(2026, 11, 25, 5, tzinfo=UTC)
    assert Period.read(DENVER, late, days=1).last == date(2026, 11, 24), "in Denver it is still the day before"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"days": 0}, "days"),
        ({"days": 401}, "days"),
        ({"first": "2026-13-01"}, "from"),
        ({"last": "soon"}, "to"),
        ({"first": "2026-11-02", "last": "2026-11-01"}, "from"),
        ({"first": "2020-01-01", "last": "2026-11-01"}, "from"),
        ({"last": "0001-01-05"}, "to"),
        ({"first": "9999-12-01", "last": "9999-12-31"}, "to"),
    ],
)
def test_a_period_that_is_none_is_refused_by_its_field(asked: dict[str, str | int], field: str) -> None:
    with pytest.raises(Invalid, match=f"^{field}"):
        Period.read(DENVER, NOW, **asked)  # type: ignore[arg-type]


def test_half_of_the_answers_and_nine_in_ten_came_within() -> None:
    found = [Answers(Author.AI, 600, 1), Answers(Author.AI, 2, 5), Answers(Author.AI, 30, 4)]
    assert Waits.of(found) == Waits(10, 2, 30)
    assert Waits.of([]) == Waits(0, None, None)


def test_a_file_quotes_what_it_must_and_no_cell_is_a_formula() -> None:
    rows = ((words("=HYPERLINK(1)"), Cell("$1.00", 100)), (words('a "b", c'), Cell("-$1.00", -100)))
    sheet = Sheet("x", "X", "", (Column("Name"), Column("Revenue")), rows)
    assert sheet.as_csv() == 'Name,Revenue\r\n\'=HYPERLINK(1),100\r\n"a ""b"", c",-100\r\n'
    assert sheet.as_text().splitlines()[1:] == ["=HYPERLINK(1)    $1.00", 'a "b", c        -$1.00']


def test_a_sentence_claims_no_more_than_is_known() -> None:
    a, b = Arm("A", 2000, 100), Arm("B", 2000, 130)
    rule = Rule(Criterion.CONVERSION)
    assert of_variants(compare((a, b), rule)) == (
        "Of variant B 1.5 points more contacts bought than of A, 95 % interval 0.1 to 3.0: not yet sure."
    )
    assert of_variants(compare((a, replace(b, conversions=200)), rule)).endswith(": it wins.")
    assert of_variants(compare((a, replace(b, recipients=150)), rule)).startswith("Not yet: too few")
    few = lift_of([Arm("texted", 50, 9), Arm(HOLD_OUT, 5, 0)])
    assert few is not None
    assert of_lift(few, "USD").startswith("Not yet: 50 could be texted, 5 were held out")
    worse = lift_of([Arm("texted", 5000, 200, revenue=10**6, revenue_squares=1e10), Arm(HOLD_OUT, 5000, 300)])
    assert worse is not None
    assert "2.0 points fewer bought" in of_lift(worse, "USD")


async def test_experiments_are_told_by_the_name_of_what_they_compare() -> None:
    def live(life: ShopLife) -> None:
        for shopper, arm in ((1, "texted"), (2, HOLD_OUT)):
            life.books.assign(Assignment(MERCHANT.id, "brand", life.contact(shopper).id, arm, NOW))
        for shopper, arm in ((1, "A"), (2, "B")):
            life.books.assign(Assignment(MERCHANT.id, "welcome/offer", life.contact(shopper).id, arm, NOW))

    found = await report(live)
    assert [(one.name, one.lift is None, one.variants is None) for one in found.experiments] == [
        ("All flows and campaigns", False, True),
        ("Flow welcome offer", True, False),
    ]

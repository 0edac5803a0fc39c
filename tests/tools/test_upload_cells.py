"""Amounts, moments and numbers as people write them: read as meant, or refused where they could mean two things."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.currency import decimals_of
from conversation.money import Money
from tools.upload_fault import BadCell
from tools.upload_moments import EARLIEST, LATEST, read_moment
from tools.upload_money import read_money
from tools.upload_row import Row

NEW_YORK = ZoneInfo("America/New_York")
ZONES = [ZoneInfo(name) for name in ("America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")]


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12,50", "EUR", 1250),
        ("1.299,90 €", "EUR", 129990),
        ("$1,299.90", "USD", 129990),
        ("1 299,90", "EUR", 129990),
        ("1'299.90", "CHF", 129990),
        ("1,234", "USD", 123400),
        ("USD 12", "USD", 1200),
        ("-5.00", "USD", -500),
        ("(5.00)", "USD", -500),
        (".50", "USD", 50),
        ("¥1,200", "JPY", 1200),
        ("1.200", "JPY", 1200),
        ("1200.00", "JPY", 1200),
        ("12.345", "KWD", 12345),
        ("12,345", "KWD", 12345),
    ],
)
def test_an_amount_is_read_as_it_is_meant(text: str, currency: str, minor: int) -> None:
    assert read_money("price", text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency", "problem"),
    [
        ("1.234", "USD", "thousands or decimals"),
        ("12.345,678.9", "USD", "make no amount"),
        ("1,23,456.00", "USD", "make no amount"),
        ("1200.50", "JPY", "more decimals than JPY"),
        ("12.5055", "USD", "more decimals than USD"),
        ("12 EUR", "USD", "names EUR"),
        ("£12", "USD", "names £"),
        ("free", "USD", "no amount"),
        ("", "USD", "no amount"),
        ("12e5", "USD", "no amount"),
        ("9" * 40, "USD", "far too much"),
    ],
)
def test_an_amount_that_could_mean_two_things_or_nothing_is_refused(text: str, currency: str, problem: str) -> None:
    with pytest.raises(BadCell, match=problem):
        read_money("price", text, currency)


@given(
    minor=st.integers(-(10**14), 10**14),
    currency=st.sampled_from(["USD", "EUR", "JPY", "KWD", "CLF"]),
    signs=st.sampled_from([(",", "."), (".", ","), ("", "."), ("", ","), ("'", "."), (" ", ",")]),
)
def test_any_amount_round_trips_however_it_is_grouped(minor: int, currency: str, signs: tuple[str, str]) -> None:
    grouping, point = signs
    decimals = decimals_of(currency)
    whole, fraction = divmod(abs(minor), 10**decimals)
    grouped = f"{whole:,}".replace(",", grouping)
    text = f"{'-' if minor < 0 else ''}{grouped}" + (f"{point}{fraction:0{decimals}d}" if decimals else "")
    assert read_money("price", text, currency) == Money(minor, currency)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_money_or_moments(text: str) -> None:
    for read in (lambda: read_money("x", text, "USD"), lambda: read_moment("x", text, NEW_YORK)):
        try:
            read()
        except BadCell:
            continue


@pytest.mark.parametrize(
    ("text", "utc", "said"),
    [
        ("2026-11-24T17:30:00-05:00", "2026-11-24T22:30", ""),
        ("2026-11-24T17:30:00Z", "2026-11-24T17:30", ""),
        ("2026-11-24 17:30 UTC", "2026-11-24T17:30", ""),
        ("2026-11-24 17:30", "2026-11-24T22:30", ""),
        ("11/24/2026 5:30 PM", "2026-11-24T22:30", ""),
        ("24.11.2026 17:30", "2026-11-24T22:30", ""),
        ("2026-11-24", "2026-11-24T05:00", ""),
        ("1795541400", "2026-11-24T17:30", ""),
        ("2026-03-08 02:30", "2026-03-08T07:30", "left this time out; read as 2026-03-08 03:30"),
        ("2026-11-01 01:30", "2026-11-01T05:30", "came twice in America/New_York; read as the first, UTC-04:00"),
    ],
)
def test_a_moment_without_a_zone_is_the_merchants_and_what_the_clocks_did_is_said(
    text: str, utc: str, said: str
) -> None:
    moment, remark = read_moment("at", text, NEW_YORK)
    assert moment == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert said in remark and bool(said) == bool(remark)


@pytest.mark.parametrize("text", ["yesterday", "24/11/2026", "2026-13-01", "1899-12-31", "12", "17:30 EST"])
def test_what_is_no_moment_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(BadCell, match="2026-11-24T17:30:00-05:00"):
        read_moment("at", text, NEW_YORK)


@given(moment=st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30)), zone=st.sampled_from(ZONES))
def test_a_moment_with_its_offset_round_trips_in_any_zone(moment: datetime, zone: ZoneInfo) -> None:
    exact = moment.replace(tzinfo=UTC, microsecond=moment.microsecond // 1000 * 1000)
    assert read_moment("at", exact.astimezone(zone).isoformat(), NEW_YORK) == (exact, "")


@given(local=st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30)), zone=st.sampled_from(ZONES))
def test_a_local_time_is_kept_by_the_clock_unless_it_is_said(local: datetime, zone: ZoneInfo) -> None:
    local = local.replace(microsecond=0)
    read, said = read_moment("at", local.isoformat(), zone)
    shown = read.astimezone(zone).replace(tzinfo=None)
    assert shown == local or ("left this time out" in said and timedelta(0) < shown - local <= timedelta(hours=2))
    assert EARLIEST <= read < LATEST


def row(**cells: object) -> Row:
    return Row(7, cells, NEW_YORK, "USD")


@pytest.mark.parametrize(
    ("text", "country", "phone"),
    [
        ("(303) 555-0111", "", "+13035550111"),
        ("+44 20 7946 0018", "", "+442079460018"),
        ("020 7946 0018", "GB", "+442079460018"),
    ],
)
def test_a_number_is_read_as_dialled_in_its_country(text: str, country: str, phone: str) -> None:
    assert row(phone=text, country=country).phone("phone") == phone


@pytest.mark.parametrize(
    ("text", "problem"), [("1.3035550111E+10", "spreadsheet cut"), ("555-0111", "cannot be|no number")]
)
def test_a_number_that_cannot_be_dialled_is_refused(text: str, problem: str) -> None:
    with pytest.raises(BadCell, match=problem):
        row(phone=text).phone("phone")


@pytest.mark.parametrize(
    ("column", "cell", "ask"),
    [
        ("url", "http://shop.example", lambda one: one.address("url")),
        ("url", "https://shop.example/a b", lambda one: one.address("url")),
        ("left", "some", lambda one: one.number("left")),
        ("left", "-1", lambda one: one.number("left")),
        ("in_stock", "perhaps", lambda one: one.truth("in_stock")),
        ("currency", "dollars", lambda one: one.counts_in),
        ("price", "-1.00", lambda one: one.money("price")),
        ("title", ["a"], lambda one: one.words("title")),
        ("title", "x" * 3000, lambda one: one.words("title")),
        ("title", "", lambda one: one.needed("title")),
    ],
)
def test_a_cell_that_does_not_fit_is_named(column: str, cell: object, ask) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadCell) as raised:
        ask(row(**{column: cell}))
    assert raised.value.field == column and raised.value.remedy

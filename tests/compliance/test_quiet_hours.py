"""A calendar agrees with a count of minutes, in every zone, across every change of clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.hours import Hours, Span, common
from compliance.quiet_hours import Calendar
from compliance.rule import Provenance, Rule, Status
from conversation.message import Purpose

US = [
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "America/Adak",
    "Pacific/Honolulu",
]
FAR = ["Europe/London", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Auckland", "America/Havana"]
MINUTE = timedelta(minutes=1)


def rule(hours: Hours, state: str = "CO", effective: date | None = None, **words: tuple[str, ...]) -> Rule:
    return Rule(
        id=f"made.{state}",
        jurisdiction=f"US-{state}",
        says="Made up.",
        purposes=frozenset(Purpose),
        source="a test",
        provenance=Provenance.HOUSE,
        status=Status.IN_FORCE,
        review=date(2030, 1, 1),
        overridable=False,
        numbers={},
        words=words,
        effective=effective,
        hours=hours,
    )


moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
zone_sets = st.lists(st.sampled_from(US + FAR), min_size=1, max_size=3, unique=True).map(
    lambda names: tuple(ZoneInfo(name) for name in names)
)
spans = st.builds(Span, st.integers(6, 11).map(time), st.integers(15, 22).map(time))
columns = st.builds(Hours, spans, st.none() | spans, st.none() | spans)
hour_sets = st.lists(columns, min_size=1, max_size=2)


def open_by_count(moment: datetime, hours: list[Hours], zones: tuple[ZoneInfo, ...]) -> bool:
    for zone in zones:
        local = moment.astimezone(zone)
        minute = local.hour * 60 + local.minute
        for each in hours:
            column = each.weekdays if local.weekday() < 5 else each.saturday if local.weekday() == 5 else each.sunday
            if column is None or not column.opens.hour * 60 <= minute < column.closes.hour * 60:
                return False
    return True


def calendar(hours: list[Hours], zones: tuple[ZoneInfo, ...]) -> Calendar:
    return Calendar(tuple(rule(each) for each in hours), zones)


@given(moments, hour_sets, zone_sets)
def test_open_agrees_with_the_oracle(moment: datetime, hours: list[Hours], zones: tuple[ZoneInfo, ...]) -> None:
    made = calendar(hours, zones)
    assert (made.open_until(moment) is not None) == open_by_count(moment, hours, zones)
    assert (made.closed_by(moment) is None) == open_by_count(moment, hours, zones)


@given(moments, hour_sets, zone_sets)
def test_the_next_opening_is_open_and_nothing_before_it_is(
    moment: datetime, hours: list[Hours], zones: tuple[ZoneInfo, ...]
) -> None:
    opening = calendar(hours, zones).next_opening(moment)
    last = moment + timedelta(days=9) if opening is None else opening
    if opening is not None:
        assert opening >= moment
        assert open_by_count(opening, hours, zones)
    step = moment
    while step < min(last, moment + timedelta(days=9)):
        assert not open_by_count(step, hours, zones)
        step += timedelta(minutes=15)


@given(moments, hour_sets, zone_sets)
def test_what_is_open_stays_open_until_it_closes(
    moment: datetime, hours: list[Hours], zones: tuple[ZoneInfo, ...]
) -> None:
    closing = calendar(hours, zones).open_until(moment)
    if closing is None:
        return
    assert not open_by_count(closing, hours, zones)
    step = moment
    while step < closing:
        assert open_by_count(step, hours, zones)
        step += timedelta(minutes=15)


DAY = Span(time(8), time(21))
EVERY_DAY = Hours(DAY, DAY, DAY)


@pytest.mark.parametrize(
    ("local", "opens_at"),
    [
        (datetime(2026, 3, 7, 22, 0), datetime(2026, 3, 8, 8, 0)),  # the night the clocks go forward
        (datetime(2026, 10, 31, 22, 0), datetime(2026, 11, 1, 8, 0)),  # the night they go back
        (datetime(2026, 6, 1, 3, 0), datetime(2026, 6, 1, 8, 0)),
        (datetime(2026, 6, 1, 21, 0), datetime(2026, 6, 2, 8, 0)),
    ],
)
def test_mornings_come_at_eight_by_the_clock(local: datetime, opens_at: datetime) -> None:
    zone = ZoneInfo("America/New_York")
    opening = Calendar((rule(EVERY_DAY),), (zone,)).next_opening(local.replace(tzinfo=zone).astimezone(UTC))
    assert opening == opens_at.replace(tzinfo=zone)


def test_zones_that_never_agree_have_no_opening() -> None:
    noon = Span(time(11), time(13))
    made = Calendar((rule(Hours(noon, noon, noon)),), (ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")))
    assert made.next_opening(datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_holidays_of_the_state_count_by_its_own_clock() -> None:
    zone = ZoneInfo("America/Denver")
    made = Calendar((rule(Hours(DAY, DAY, DAY, None), "UT"),), (zone,))
    pioneer_day = datetime(2026, 7, 24, 12, 0, tzinfo=zone).astimezone(UTC)
    assert made.open_until(pioneer_day) is None
    assert made.open_until(pioneer_day - timedelta(days=1)) is not None
    assert made.next_opening(pioneer_day) == datetime(2026, 7, 25, 8, 0, tzinfo=zone)


def test_a_holiday_on_a_sunday_has_the_narrower_hours() -> None:
    hours = Hours(DAY, DAY, Span(time(12), time(18)), Span(time(10), time(14)))
    sunday = date(2026, 7, 5)
    assert hours.on(sunday, is_holiday=True) == Span(time(12), time(14))
    assert hours.on(sunday, is_holiday=False) == Span(time(12), time(18))


def test_a_dated_rule_switches_on_at_midnight_of_the_place() -> None:
    zone = ZoneInfo("America/Los_Angeles")
    early = Span(time(8), time(20))
    made = Calendar((rule(EVERY_DAY), rule(Hours(early, early, early), "OR", date(2026, 1, 1))), (zone,))
    last_evening = datetime(2025, 12, 31, 20, 30, tzinfo=zone).astimezone(UTC)
    assert last_evening.date() == date(2026, 1, 1)
    assert made.open_until(last_evening) == datetime(2025, 12, 31, 21, 0, tzinfo=zone)
    assert made.open_until(last_evening + timedelta(days=1)) is None


def test_spans_without_common_time_have_none() -> None:
    assert common([Span(time(8), time(12)), Span(time(12), time(20))]) is None
    assert common([Span(time(8), time(12)), None]) is None
    assert common([]) is None

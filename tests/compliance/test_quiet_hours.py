"""Quiet hours agree with a count of minutes, in every zone, across every change of clocks."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.quiet_hours import Window, closes_at, is_open, next_opening

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

moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
zone_sets = st.lists(st.sampled_from(US + FAR), min_size=1, max_size=3, unique=True).map(
    lambda names: tuple(ZoneInfo(name) for name in names)
)
windows = st.builds(
    Window,
    st.integers(6, 11).map(time),
    st.integers(15, 22).map(time),
    st.sets(st.integers(0, 6), min_size=1).map(frozenset),
)


def open_by_count(moment: datetime, window: Window, zones: tuple[ZoneInfo, ...]) -> bool:
    locals_ = [moment.astimezone(zone) for zone in zones]
    minutes = [local.hour * 60 + local.minute for local in locals_]
    return all(
        window.opens.hour * 60 <= minute < window.closes.hour * 60 and local.weekday() in window.days
        for minute, local in zip(minutes, locals_, strict=True)
    )


@given(moments, windows, zone_sets)
def test_open_agrees_with_the_oracle(moment: datetime, window: Window, zones: tuple[ZoneInfo, ...]) -> None:
    assert is_open(moment, window, zones) == open_by_count(moment, window, zones)


@given(moments, windows, zone_sets)
def test_the_next_opening_is_open_and_nothing_before_it_is(
    moment: datetime, window: Window, zones: tuple[ZoneInfo, ...]
) -> None:
    opening = next_opening(moment, window, zones)
    last = moment + timedelta(days=9) if opening is None else opening
    if opening is not None:
        assert opening >= moment
        assert open_by_count(opening, window, zones)
    step = moment
    while step < min(last, moment + timedelta(days=9)):
        assert not open_by_count(step, window, zones)
        step += timedelta(minutes=15)


@given(moments, windows, zone_sets)
def test_an_open_window_stays_open_until_it_closes(
    moment: datetime, window: Window, zones: tuple[ZoneInfo, ...]
) -> None:
    if not open_by_count(moment, window, zones):
        return
    closing = closes_at(moment, window, zones)
    assert not open_by_count(closing, window, zones)
    step = moment
    while step < closing:
        assert open_by_count(step, window, zones)
        step += timedelta(minutes=15)


FEDERAL = Window(time(8), time(21))


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
    opening = next_opening(local.replace(tzinfo=zone).astimezone(UTC), FEDERAL, [zone])
    assert opening == opens_at.replace(tzinfo=zone)


def test_eight_is_open_and_nine_in_the_evening_is_not() -> None:
    zone = ZoneInfo("America/Denver")
    day = datetime(2026, 11, 24, tzinfo=zone)
    assert is_open(day.replace(hour=8), FEDERAL, [zone])
    assert not is_open(day.replace(hour=8) - MINUTE, FEDERAL, [zone])
    assert not is_open(day.replace(hour=21), FEDERAL, [zone])
    assert is_open(day.replace(hour=21) - MINUTE, FEDERAL, [zone])


def test_zones_that_never_agree_have_no_opening() -> None:
    noon = Window(time(11), time(13))
    assert (
        next_opening(datetime(2026, 1, 1, tzinfo=UTC), noon, [ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")])
        is None
    )

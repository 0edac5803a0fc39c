"""Minutes that count only while people answer."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.merchant import BusinessHours
from conversation.working_time import after_working, is_open

DENVER = ZoneInfo("America/Denver")
OFFICE = BusinessHours((0, 1, 2, 3, 4), "09:00", "17:00")


def denver(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=DENVER)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        (denver(24, 10), 30, denver(24, 10, 30)),
        (denver(24, 16, 50), 30, denver(25, 9, 20)),
        (denver(24, 20), 15, denver(25, 9, 15)),
        (denver(24, 3), 15, denver(24, 9, 15)),
        (denver(27, 16, 45), 30, denver(30, 9, 15)),
        (denver(24, 9), 8 * 60, denver(24, 17)),
        (denver(24, 9), 8 * 60 + 1, denver(25, 9, 1)),
    ],
)
def test_only_open_minutes_count(start: datetime, minutes: int, end: datetime) -> None:
    assert after_working(minutes, start.astimezone(UTC), OFFICE, DENVER) == end.astimezone(UTC)


def test_a_night_on_which_the_clocks_change_is_an_hour_longer_for_those_who_work_it() -> None:
    nights = BusinessHours(tuple(range(7)), "00:00", "06:00")
    start = denver(1, 0)
    assert after_working(6 * 60, start.astimezone(UTC), nights, DENVER) == denver(1, 5).astimezone(UTC)


@pytest.mark.parametrize("hours", [None, BusinessHours(()), BusinessHours(opens="17:00", closes="09:00")])
def test_without_hours_the_clock_counts(hours: BusinessHours | None) -> None:
    start = denver(28, 23).astimezone(UTC)
    assert after_working(45, start, hours, DENVER) == start + timedelta(minutes=45)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    st.integers(1, 5_000),
    st.integers(1, 5_000),
)
def test_minutes_add_up_and_end_within_hours(start: datetime, first: int, second: int) -> None:
    middle = after_working(first, start, OFFICE, DENVER)
    assert after_working(second, middle, OFFICE, DENVER) == after_working(first + second, start, OFFICE, DENVER)
    assert middle >= start + timedelta(minutes=first)
    assert is_open(middle - timedelta(minutes=1), OFFICE, DENVER)

"""What the AI may do, by flow and hour."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.autonomy import Autonomy, AutonomyPolicy, AutonomyWindow, Flow

DENVER = ZoneInfo("America/Denver")
OFF, SUGGEST, AUTO = Autonomy.OFF, Autonomy.SUGGEST, Autonomy.AUTO
NIGHT = AutonomyWindow(AUTO, "17:00", "09:00")
WORKDAY = AutonomyWindow(OFF, "09:00", "17:00", days=(0, 1, 2, 3, 4), flows=(Flow.REPLY,))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=DENVER)


@pytest.mark.parametrize(
    ("moment", "mode"),
    [
        (at(24, 8, 59), AUTO),
        (at(24, 9), SUGGEST),
        (at(24, 16, 59), SUGGEST),
        (at(24, 17), AUTO),
        (at(24, 0), AUTO),
    ],
)
def test_the_ai_by_night(moment: datetime, mode: Autonomy) -> None:
    assert AutonomyPolicy(SUGGEST, (NIGHT,)).mode(Flow.REPLY, moment) is mode


def test_people_by_day_on_workdays_and_only_for_the_flow_that_is_named() -> None:
    policy = AutonomyPolicy(AUTO, (WORKDAY,))
    assert policy.mode(Flow.REPLY, at(24, 12)) is OFF
    assert policy.mode(Flow.REMINDER, at(24, 12)) is AUTO
    assert policy.mode(Flow.REPLY, at(28, 12)) is AUTO


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    friday_night = AutonomyWindow(AUTO, "22:00", "06:00", days=(4,))
    policy = AutonomyPolicy(OFF, (friday_night,))
    assert [policy.mode(Flow.REPLY, moment) for moment in (at(27, 5), at(27, 23), at(28, 5), at(28, 23))] == [
        OFF,
        AUTO,
        AUTO,
        OFF,
    ]


def test_the_first_window_decides_whichever_way_it_goes() -> None:
    always = AutonomyWindow(OFF, "00:00", "00:00")
    assert AutonomyPolicy(AUTO, (always, NIGHT)).mode(Flow.REPLY, at(24, 20)) is OFF
    assert AutonomyPolicy(AUTO, (NIGHT, always)).mode(Flow.REPLY, at(24, 20)) is AUTO


@given(
    st.sampled_from(Autonomy),
    st.lists(
        st.builds(AutonomyWindow, st.sampled_from(Autonomy), st.just("08:00"), st.sampled_from(["07:00", "20:00"]))
    ),
    st.sampled_from(Autonomy),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(DENVER)),
)
def test_nothing_exceeds_the_operators_ceiling(default, windows, ceiling, moment) -> None:
    order = [OFF, SUGGEST, AUTO]
    policy = AutonomyPolicy(default, tuple(windows), ceiling)
    free = AutonomyPolicy(default, tuple(windows))
    mode = policy.mode(Flow.REPLY, moment)
    assert order.index(mode) == min(order.index(ceiling), order.index(free.mode(Flow.REPLY, moment)))

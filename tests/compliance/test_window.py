"""The window says what the gate's rules about hours say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from compliance.rulebook import load_rulebook
from compliance.window import window_of
from conversation.contact import Contact

NOAH = Contact("ctc_1", "mer_1", "+13035550147", "Noah", datetime(2026, 1, 1, tzinfo=UTC), region="CO")


@pytest.mark.parametrize(
    ("at", "is_open", "changes_at"),
    [
        (datetime(2026, 11, 24, 19, 0, tzinfo=UTC), True, datetime(2026, 11, 25, 4, 0, tzinfo=UTC)),
        (datetime(2026, 11, 25, 4, 0, tzinfo=UTC), False, datetime(2026, 11, 25, 15, 0, tzinfo=UTC)),
        (datetime(2026, 11, 25, 15, 0, tzinfo=UTC), True, datetime(2026, 11, 26, 4, 0, tzinfo=UTC)),
    ],
)
def test_it_opens_and_closes_by_the_shoppers_clock(at: datetime, is_open: bool, changes_at: datetime) -> None:
    window = window_of(NOAH, load_rulebook(), at)
    assert (window.is_open, window.changes_at) == (is_open, changes_at)


def test_a_stricter_state_narrows_it() -> None:
    """Florida ends at 20:00, and somebody with a Florida number may be there."""
    evening = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)
    florida = replace(NOAH, phone="+13055550147", region="FL")
    assert not window_of(florida, load_rulebook(), evening).is_open
    assert window_of(florida, load_rulebook(), evening - timedelta(hours=1)).is_open

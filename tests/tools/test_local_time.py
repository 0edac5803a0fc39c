"""Times as the shopper reads them."""

from dataclasses import replace

import pytest

from tests.tools.house import CONTACT, MERCHANT, NOW
from tools.local_time import local_time


@pytest.mark.parametrize(
    ("shopper", "merchant", "read"),
    [
        ("America/Denver", "America/New_York", "Tue 24 Nov 10:30"),
        (None, "America/New_York", "Tue 24 Nov 12:30"),
        ("Mars/Olympus", "America/New_York", "Tue 24 Nov 12:30"),
        ("../etc/passwd", "", "Tue 24 Nov 17:30"),
    ],
)
def test_the_nearest_known_zone_is_taken(shopper: str | None, merchant: str, read: str) -> None:
    contact, brand = replace(CONTACT, timezone=shopper), replace(MERCHANT, timezone=merchant)
    assert local_time(NOW, contact, brand) == read

"""Times as the shopper reads them."""

from dataclasses import replace

import pytest

from conversation.contact import Contact
from tests.tools.house import CONTACT, MERCHANT, NOW
from tools.local_time import local_time

KNOWN_BY_PLACE = replace(CONTACT, timezone=None)
UNSURE = replace(KNOWN_BY_PLACE, region="NY")
UNKNOWN = replace(CONTACT, phone="+18885550111", region=None, timezone=None)


@pytest.mark.parametrize(
    ("contact", "merchant_zone", "read"),
    [
        (CONTACT, "America/New_York", "Tue 24 Nov 10:30"),
        (KNOWN_BY_PLACE, "America/New_York", "Tue 24 Nov 10:30"),
        (replace(CONTACT, timezone="Mars/Olympus"), "America/New_York", "Tue 24 Nov 10:30"),
        (UNSURE, "America/New_York", "Tue 24 Nov 12:30 EST"),
        (UNKNOWN, "America/New_York", "Tue 24 Nov 12:30 EST"),
        (UNKNOWN, "../etc/passwd", "Tue 24 Nov 17:30 UTC"),
    ],
)
def test_the_shopper_reads_their_own_hour_or_one_with_its_zone(contact: Contact, merchant_zone: str, read: str) -> None:
    assert local_time(NOW, contact, replace(MERCHANT, timezone=merchant_zone)) == read

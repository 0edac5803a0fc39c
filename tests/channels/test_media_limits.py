"""What carriers take with a text."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from channels.media_limits import BadMedia, check_media, is_safe, known_limits, limits_of
from conversation.media import MediaFile

FILE = MediaFile("med_1", "mer_1", None, "image/jpeg", 400_000, "usr_1", datetime(2026, 11, 24, tzinfo=UTC))


@pytest.mark.parametrize("carrier", ["twilio", "telnyx", "simulator"])
def test_what_is_just_within_a_carriers_limits_passes_and_one_byte_or_picture_more_does_not(carrier: str) -> None:
    limits = limits_of(carrier)
    half = replace(FILE, size=limits.most_bytes // 2)
    check_media((half, half), carrier)
    with pytest.raises(BadMedia, match=f"within {limits.most_bytes // 1024} KiB"):
        check_media((half, replace(half, size=half.size + 1)), carrier)
    small = replace(FILE, size=1)
    check_media((small,) * limits.most, carrier)
    with pytest.raises(BadMedia, match=f"at most {limits.most}"):
        check_media((small,) * (limits.most + 1), carrier)


def test_what_phones_do_not_show_is_refused_with_what_they_do() -> None:
    with pytest.raises(BadMedia, match="send JPEG, PNG, GIF") as refusal:
        check_media((replace(FILE, kind="image/webp"),), "twilio")
    assert refusal.value.field == "media"


def test_what_every_network_takes_is_told_from_what_may_be_made_smaller() -> None:
    assert is_safe((FILE,), "twilio")
    assert not is_safe((FILE, FILE), "twilio")


def test_a_carrier_that_is_not_listed_has_the_narrowest_limits() -> None:
    assert limits_of("of_a_plug_in").most_bytes == min(limits.most_bytes for limits in known_limits().values())

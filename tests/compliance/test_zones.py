"""Where the shopper may be."""

from dataclasses import replace

import pytest

from compliance.zones import all_zones, country_of, zones_of
from tests.compliance.cases import CONTACT

BLANK = replace(CONTACT, timezone=None)


def names(**fields: str | None) -> set[str]:
    return {zone.key for zone in zones_of(replace(BLANK, **fields))}  # type: ignore[arg-type]


def test_a_known_zone_settles_it() -> None:
    assert names(timezone="America/Chicago", region="CA") == {"America/Chicago"}


def test_the_area_code_counts_where_nothing_else_is_known() -> None:
    assert names() == {"America/Denver"}


def test_state_and_area_code_that_disagree_both_count() -> None:
    assert names(region="NY") == {"America/Denver", "America/New_York"}


def test_a_state_with_two_zones_has_both() -> None:
    assert names(phone="+18505550100", region="FL") == {"America/New_York", "America/Chicago"}


@pytest.mark.parametrize("phone", ["+18885550100", "+15555550100", "12", "", "nonsense"])
def test_numbers_without_a_place_tell_nothing(phone: str) -> None:
    assert names(phone=phone) == set()


def test_a_zone_that_does_not_exist_counts_as_unknown() -> None:
    assert names(timezone="America/Atlantis") == {"America/Denver"}
    assert names(timezone="../etc/passwd") == {"America/Denver"}


def test_the_fifty_states_have_their_zones() -> None:
    assert {"America/New_York", "Pacific/Honolulu", "America/Adak"} <= {zone.key for zone in all_zones()}


@pytest.mark.parametrize(
    ("phone", "country"), [("+13035550142", "US"), ("+14165550142", "CA"), ("+442079460000", "GB"), ("x", None)]
)
def test_the_country_of_a_number(phone: str, country: str | None) -> None:
    assert country_of(phone) == country

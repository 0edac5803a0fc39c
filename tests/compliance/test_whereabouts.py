"""Which state's law may be the shopper's, and by whose clock."""

from dataclasses import replace

import phonenumbers
import pytest
from phonenumbers import geocoder

from compliance.whereabouts import Whereabouts, region_of_phone, whereabouts_of
from compliance.zones import all_zones
from tests.compliance.cases import CONTACT
from tests.compliance.hours_oracle import area_codes, rows

TOLL_FREE = "+18885550142"
BLANK = replace(CONTACT, timezone=None, phone=TOLL_FREE)


def found(**fields: str | None) -> Whereabouts:
    return whereabouts_of(replace(BLANK, **fields))  # type: ignore[arg-type]


def test_area_code_shipping_and_billing_may_each_name_a_state() -> None:
    place = found(phone="+13035550142", region="TX", billing_region="ri")
    assert place.regions == {"CO", "TX", "RI"}
    assert {zone.key for zone in place.zones} == {"America/Denver", "America/Chicago", "America/New_York"}


def test_a_known_zone_settles_the_clock_and_not_the_state() -> None:
    place = found(phone="+13035550142", region="FL", timezone="America/Los_Angeles")
    assert place.regions == {"CO", "FL"}
    assert [zone.key for zone in place.zones] == ["America/Los_Angeles"]


@pytest.mark.parametrize("phone", [TOLL_FREE, "+15555550142", "nonsense", ""])
def test_where_nothing_is_known_every_state_may_be_theirs(phone: str) -> None:
    place = found(phone=phone)
    assert not place.is_known
    assert place.zones == all_zones()
    assert place.may_be_in("ME") and place.may_be_in("CA")


def test_a_zone_alone_leaves_the_state_unknown() -> None:
    place = found(timezone="America/Denver")
    assert not place.is_known
    assert [zone.key for zone in place.zones] == ["America/Denver"]


@pytest.mark.parametrize("fields", [{"phone": "+442079460000"}, {"phone": "+14165550142", "country": "CA"}])
def test_shoppers_abroad_have_no_state(fields: dict[str, str]) -> None:
    place = found(**fields)
    assert place.is_abroad and place.is_known
    assert not place.may_be_in("FL")


def test_a_province_is_no_state() -> None:
    """Milan's province is MI and Canada's code is CA; neither is Michigan or California."""
    assert found(phone="+390212345678", country="IT", region="MI").regions == frozenset()
    assert found(phone="+14165550142", country="CA", region="ON").regions == frozenset()


def test_territories_are_regions_whichever_way_the_shop_writes_them() -> None:
    assert found(country="PR").regions == found(region="PR").regions == found(phone="+17875550142").regions == {"PR"}


def test_every_region_has_hours_and_area_codes() -> None:
    assert set(area_codes()) == set(rows())
    assert len({code for codes in area_codes().values() for code in codes}) == sum(map(len, area_codes().values()))


GEOCODED = {"+13032345678": "CO", "+12122345678": "NY", "+13052345678": "FL", "+12082345678": "ID"}


@pytest.mark.parametrize("phone", GEOCODED)
def test_area_codes_agree_with_libphonenumbers_geocoder(phone: str) -> None:
    place = geocoder.description_for_number(phonenumbers.parse(phone), "en")
    region = region_of_phone(phone)
    assert region == GEOCODED[phone]
    assert region in place or (region == "NY" and "New York" in place)


def test_a_split_area_code_has_both_of_its_clocks() -> None:
    """Western Kentucky's 270 is mostly Central; libphonenumber's table alone has Eastern for the code."""
    assert {zone.key for zone in found(phone="+12705550142").zones} == {"America/New_York", "America/Chicago"}
    assert {zone.key for zone in found(phone="+13055550142").zones} == {"America/New_York"}

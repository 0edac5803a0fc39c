"""The time zones where a shopper may be: all that the contact's row, addresses and number allow."""

from collections import defaultdict
from collections.abc import Set
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
import yaml
from phonenumbers import timezone as phone_timezones
from phonenumbers.tzdata import TIMEZONE_DATA

from conversation.contact import Contact

TERRITORIES = frozenset({"PR", "VI", "GU", "AS", "MP"})
COVERED = TERRITORIES | {"US"}
"""The country codes under which the fifty states and the territories go."""
NORTH_AMERICA = 1
"""The country code of the North American numbering plan, whose area codes have three digits."""


def zones_of(contact: Contact) -> tuple[ZoneInfo, ...]:
    """Return the candidate zones of the contact; none when nothing is known."""
    return candidate_zones(contact.phone, us_addresses(contact), contact.timezone)


def us_addresses(contact: Contact) -> tuple[str, ...]:
    """Return the codes of the US states and territories that the contact's addresses name."""
    country = contact.country.upper()
    if country not in COVERED:
        return ()
    codes = (code_of_region(contact.region), code_of_region(contact.billing_region), country)
    return tuple(code for code in codes if code in zones_by_region())


@lru_cache(maxsize=8192)
def candidate_zones(phone: str, regions: tuple[str, ...], timezone: str | None) -> tuple[ZoneInfo, ...]:
    """Return the candidate zones; none when nothing is known.

    A zone that is known by name settles it. Otherwise the addresses and the number (by area code; libphonenumber's
    table) may disagree, and every candidate counts (compliance.md, section 2: take the intersection).
    """
    known = zone_named(timezone)
    if known is not None:
        return (known,)
    names = {name for code in regions for name in zones_by_region()[code]} | {*_zones_of_phone(phone)}
    return tuple(zone for name in sorted(names) if (zone := zone_named(name)) is not None)


@lru_cache(maxsize=1)
def all_zones() -> tuple[ZoneInfo, ...]:
    """Return the zones of the fifty states: the candidates for a shopper of whom nothing is known.

    Without the territories: Guam's morning is New York's evening, and no hour would suit both.
    """
    names = {name for code, zones in zones_by_region().items() if code not in TERRITORIES for name in zones}
    return tuple(zone for name in sorted(names) if (zone := zone_named(name)) is not None)


@lru_cache(maxsize=4096)
def country_of(phone: str) -> str | None:
    """Return the ISO code of the country whose numbering plan has `phone`; None when that cannot be told."""
    number = _parsed(phone)
    return phonenumbers.region_code_for_number(number) if number else None


def zone_named(name: str | None) -> ZoneInfo | None:
    """Return the IANA zone, or None for no name and for one that no zone has."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def code_of_region(region: str | None) -> str:
    """Return ``CO`` for ``co``, ``US-CO`` and ``CO``."""
    return (region or "").strip().upper().removeprefix("US-")


@lru_cache(maxsize=4096)
def _zones_of_phone(phone: str) -> tuple[str, ...]:
    """Return the zones of the number's area code.

    Of the whole code, not of the exchange that libphonenumber knows best: a mobile number's exchange tells little,
    and where the table has no exchange its zone for the code may be the wrong half of it (270 is mostly Central).
    """
    number = _parsed(phone)
    if number is None or not phonenumbers.is_number_type_geographical(
        phonenumbers.number_type(number), number.country_code or 0
    ):
        return ()
    if number.country_code == NORTH_AMERICA:
        named: Set[str] = zones_by_area_code().get(
            f"{number.country_code}{str(number.national_number)[:3]}", frozenset()
        )
    else:
        named = {*phone_timezones.time_zones_for_geographical_number(number)}
    return tuple(sorted(named - {phone_timezones.UNKNOWN_TIMEZONE}))


@lru_cache(maxsize=4096)
def _parsed(phone: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return None


@lru_cache(maxsize=1)
def zones_by_area_code() -> dict[str, frozenset[str]]:
    """Return the zones of each North American area code, country code first, of all the exchanges in the table."""
    named: defaultdict[str, set[str]] = defaultdict(set)
    for prefix, names in TIMEZONE_DATA.items():
        if prefix.startswith(str(NORTH_AMERICA)):
            named[prefix[:4]].update(names)
    return {code: frozenset(names) for code, names in named.items()}


@lru_cache(maxsize=1)
def zones_by_region() -> dict[str, tuple[str, ...]]:
    """Return the zones of each state and territory."""
    raw = yaml.safe_load(Path(__file__).with_name("zones.yaml").read_text(encoding="utf-8"))
    return {region: tuple(names) for region, names in raw.items()}

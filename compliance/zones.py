"""Where the shopper may be: every time zone that the contact's row, state and number allow."""

from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
import yaml
from phonenumbers import timezone as phone_timezones

from conversation.contact import Contact


def zones_of(contact: Contact) -> tuple[ZoneInfo, ...]:
    """Return the candidate zones; none when nothing is known.

    A zone on the contact's row settles it. Otherwise the state and the number (by area code; libphonenumber's table)
    may disagree, and every candidate counts (compliance.md, section 2: take the intersection).
    """
    known = zone_named(contact.timezone)
    if known is not None:
        return (known,)
    names = {*_zones_of_region(contact.region), *_zones_of_phone(contact.phone)}
    return tuple(zone for name in sorted(names) if (zone := zone_named(name)) is not None)


@lru_cache(maxsize=1)
def all_zones() -> tuple[ZoneInfo, ...]:
    """Return the zones of the fifty states: the candidates for a shopper of whom nothing is known."""
    names = {name for zones in _zones_by_region().values() for name in zones}
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


def _zones_of_region(region: str | None) -> tuple[str, ...]:
    return _zones_by_region().get((region or "").strip().upper().removeprefix("US-"), ())


@lru_cache(maxsize=4096)
def _zones_of_phone(phone: str) -> tuple[str, ...]:
    number = _parsed(phone)
    if number is None or not phonenumbers.is_number_type_geographical(
        phonenumbers.number_type(number), number.country_code or 0
    ):
        return ()
    names = phone_timezones.time_zones_for_geographical_number(number)
    return tuple(name for name in names if name != phone_timezones.UNKNOWN_TIMEZONE)


def _parsed(phone: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return None


@lru_cache(maxsize=1)
def _zones_by_region() -> dict[str, tuple[str, ...]]:
    raw = yaml.safe_load(Path(__file__).with_name("zones.yaml").read_text(encoding="utf-8"))
    return {region: tuple(names) for region, names in raw.items()}

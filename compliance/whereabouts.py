"""Where the shopper may be: the states whose law may be theirs, and the zones whose clock may be."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from compliance.zones import COVERED, all_zones, candidate_zones, country_of, us_addresses, zones_by_region
from conversation.contact import Contact


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """`regions` are the US states and territories that area code, shipping or billing address name.

    None of them does for a shopper abroad, and for one in the US of whom nothing is known. `zones` are never empty.
    """

    regions: frozenset[str]
    zones: tuple[ZoneInfo, ...]
    is_abroad: bool

    @property
    def is_known(self) -> bool:
        return bool(self.regions) or self.is_abroad

    def may_be_in(self, region: str | None) -> bool:
        """Tell whether the law of `region` may be the shopper's; where no state is known, every state's may."""
        return region in self.regions or not self.is_known


def whereabouts_of(contact: Contact) -> Whereabouts:
    """Return every candidate (compliance.md, section 2: the intersection of windows, the strictest cap).

    A zone on the contact's row settles the clock, never the state.
    """
    return _whereabouts(contact.phone, contact.country.upper(), us_addresses(contact), contact.timezone)


@lru_cache(maxsize=8192)
def _whereabouts(phone: str, country: str, addresses: tuple[str, ...], timezone: str | None) -> Whereabouts:
    own = region_of_phone(phone)
    regions = frozenset(addresses if own is None else (*addresses, own))
    is_abroad = not regions and (country not in COVERED or country_of(phone) not in {*COVERED, None})
    zones = candidate_zones(phone, addresses, timezone)
    if not zones:
        named = sorted({name for code in regions for name in zones_by_region()[code]})
        zones = tuple(ZoneInfo(name) for name in named) or all_zones()
    return Whereabouts(regions, zones, is_abroad)


def region_of_phone(phone: str) -> str | None:
    """Return the state or territory of a number's area code; None for toll-free numbers and those of other countries.

    FL, CT and VA presume that the number's owner lives there; OR lets one rely on it.
    """
    is_north_american = len(phone) == 12 and phone.startswith("+1")
    return _regions_by_area_code().get(phone[2:5]) if is_north_american else None


def area_code_in(region: str) -> str | None:
    """Return the lowest area code of a state; None for a state that has none."""
    return min((code for code, home in _regions_by_area_code().items() if home == region), default=None)


@lru_cache(maxsize=1)
def _regions_by_area_code() -> dict[str, str]:
    raw = yaml.safe_load(Path(__file__).with_name("area_codes.yaml").read_text(encoding="utf-8"))
    return {str(code): region for region, codes in raw.items() for code in codes}

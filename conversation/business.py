"""The business behind a brand: what carriers and registries ask for before they let its number text."""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from conversation.errors import Invalid

LONGEST = 200
"""Characters of one field."""

_EIN = re.compile(r"\d{2}-?\d{7}")
_SOCIAL_SECURITY = re.compile(r"\d{3}-\d{2}-\d{4}")
_REGION = re.compile(r"[A-Z]{2}")
_PHONE = re.compile(r"\+[1-9]\d{6,14}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_COUNTRY = re.compile(r"[A-Z]{2}")


class EntityType(StrEnum):
    """What the business is, in The Campaign Registry's words (developers.telnyx.com, brand registration; primary)."""

    PRIVATE_PROFIT = "private_profit"
    PUBLIC_PROFIT = "public_profit"
    NON_PROFIT = "non_profit"
    SOLE_PROPRIETOR = "sole_proprietor"


@dataclass(frozen=True, slots=True)
class Business:
    """Empty where it was not told yet. `ein` is the number that US tax authorities know it by, as ``12-3456789``.

    `opt_in_url` is where reviewers see how shoppers agree: the checkout itself, or a picture of it. `monthly_texts` is
    how many texts a month are expected, by a guess.
    """

    legal_name: str = ""
    entity: EntityType = EntityType.PRIVATE_PROFIT
    ein: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = "US"
    website: str = ""
    privacy_url: str = ""
    terms_url: str = ""
    opt_in_url: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    vertical: str = "RETAIL"
    monthly_texts: int = 1000

    @property
    def address(self) -> str:
        """The address on one line; empty where nothing of it is known."""
        place = " ".join(part for part in (self.region, self.postal_code) if part)
        return ", ".join(part for part in (self.street, self.city, place) if part)


ADDRESS = ("street", "city", "region", "postal_code")


def check_business(business: Business) -> Business:
    """Return it with white space tidied and the EIN in its usual form. Raises Invalid, naming the field.

    A social security number is refused, for a sole proprietor too: it is nothing to keep here.
    """
    tidy = {name: " ".join(getattr(business, name).split()) for name in _WORDS}
    for name, words in tidy.items():
        if len(words) > LONGEST:
            raise Invalid(name, f"it has {len(words)} characters", f"use at most {LONGEST}")
    for name in ("website", "privacy_url", "terms_url", "opt_in_url"):
        tidy[name] = _address(name, tidy[name])
    tidy["ein"] = _ein(tidy["ein"])
    for name, pattern, example in _SHAPES:
        if tidy[name] and not pattern.fullmatch(tidy[name]):
            raise Invalid(name, f"{tidy[name]!r} is not in its usual form", f"write it as {example}")
    if tidy["privacy_url"] and tidy["privacy_url"] == tidy["terms_url"]:
        raise Invalid("terms_url", "it is the privacy policy's", "give each an address of its own (error 30493)")
    if not 1 <= business.monthly_texts <= 100_000_000:
        raise Invalid("monthly_texts", f"{business.monthly_texts} is out of reach", "guess: 1 to 100000000")
    return Business(**tidy, entity=business.entity, monthly_texts=business.monthly_texts)


_WORDS = (
    *("legal_name", "ein", *ADDRESS, "country", "website", "privacy_url", "terms_url", "opt_in_url"),
    *("contact_name", "contact_email", "contact_phone", "vertical"),
)
_SHAPES = (
    ("region", _REGION, "two letters, such as CO"),
    ("country", _COUNTRY, "two letters, such as US"),
    ("contact_phone", _PHONE, "+13035550142"),
    ("contact_email", _EMAIL, "texts@your-brand.example"),
)


def _address(name: str, url: str) -> str:
    if not url:
        return ""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.scheme != "https" or not parts.hostname or "." not in parts.hostname:
        raise Invalid(name, f"{url!r} is no web address that reviewers can open", "write it from https:// on")
    return parts.geturl()


def _ein(number: str) -> str:
    if _SOCIAL_SECURITY.fullmatch(number):
        raise Invalid("ein", "it has the form of a social security number", "give an EIN, or leave it empty")
    if number and not _EIN.fullmatch(number):
        raise Invalid("ein", f"{number!r} is no EIN", "write its nine digits as 12-3456789")
    digits = number.replace("-", "")
    return f"{digits[:2]}-{digits[2:]}" if digits else ""

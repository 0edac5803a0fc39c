"""Setting a merchant up, part by part. Each change is an act in the merchant's log."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.business import Business, check_business
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Books, Reader
from conversation.merchant import BusinessHours, Merchant, MerchantSettings
from conversation.setup_notes import SetUpNotes
from conversation.time_zones import known_zones

LONGEST_NAME = 60
"""Characters: the brand stands in every proactive text."""


@dataclass(frozen=True, slots=True)
class Brand:
    """What shoppers know the merchant by, and when its people answer; None: at no stated hours."""

    name: str
    support: str
    timezone: str
    business_hours: BusinessHours | None = None


def check_brand(brand: Brand) -> Brand:
    """Return it with white space tidied. Raises Invalid, naming the field and the remedy."""
    name, support = " ".join(brand.name.split()), " ".join(brand.support.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid("name", f"it has {len(name)} characters", f"write 1 to {LONGEST_NAME}, as shoppers know it")
    if len(support) < 3:
        raise Invalid("support", "it says no way to reach a person", "give an e-mail address or a phone number")
    if brand.timezone not in known_zones():
        raise Invalid("timezone", f"{brand.timezone!r} is not known", "name one such as America/New_York")
    _check_hours(brand.business_hours)
    return replace(brand, name=name, support=support)


def set_brand(books: Books, merchant_id: MerchantId, brand: Brand, doer: Doer, now: datetime) -> Merchant:
    """Let the merchant be known like this. Raises Invalid as `check_brand`, and Unknown."""
    merchant, brand = merchant_of(books, merchant_id), check_brand(brand)
    named = replace(merchant, name=brand.name, support=brand.support, timezone=brand.timezone)
    kept = replace(named, settings=replace(merchant.settings, business_hours=brand.business_hours))
    return _save(books, merchant, kept, doer, now, setup="brand")


def set_business(books: Books, merchant_id: MerchantId, business: Business, doer: Doer, now: datetime) -> Merchant:
    """Keep what carriers ask about the business. Raises Invalid as `check_business`, and Unknown."""
    merchant, business = merchant_of(books, merchant_id), check_business(business)
    before = merchant.settings.business
    changed = [field.name for field in fields(Business) if getattr(business, field.name) != getattr(before, field.name)]
    kept = _with(merchant, business=business)
    return _save(books, merchant, kept, doer, now, setup="business", changed=", ".join(changed))


def note_set_up(books: Books, merchant_id: MerchantId, notes: SetUpNotes, doer: Doer, now: datetime) -> Merchant:
    """Keep what was done to set texting up. Raises Unknown."""
    merchant = merchant_of(books, merchant_id)
    before = merchant.settings.set_up
    changed = [field.name for field in fields(SetUpNotes) if getattr(notes, field.name) != getattr(before, field.name)]
    kept = _with(merchant, set_up=notes)
    return _save(books, merchant, kept, doer, now, setup=", ".join(changed))


def merchant_of(books: Reader, merchant_id: MerchantId) -> Merchant:
    """Return the merchant. Raises Unknown."""
    merchant = books.merchant(merchant_id)
    if merchant is None:
        raise Unknown("merchant", merchant_id)
    return merchant


def _with(merchant: Merchant, **changes: Any) -> Merchant:
    settings: MerchantSettings = replace(merchant.settings, **changes)
    return replace(merchant, settings=settings)


def _save(books: Books, before: Merchant, after: Merchant, doer: Doer, now: datetime, **details: str) -> Merchant:
    if after != before:
        books.save_merchant(after)
        record_act(books, doer, ActKind.SETTINGS_CHANGED, after.id, (after.id,), now, **details)
    return after


def _check_hours(hours: BusinessHours | None) -> None:
    if hours is None:
        return
    if not hours.days or any(not 0 <= day <= 6 for day in hours.days):
        raise Invalid("days", "no day is named, or one that is none", "count from Monday = 0 to Sunday = 6")
    for name, at in (("opens", hours.opens), ("closes", hours.closes)):
        try:
            datetime.strptime(at, "%H:%M")  # noqa: DTZ007
        except ValueError as error:
            raise Invalid(name, f"{at!r} is no time of day", "write it as 09:00") from error
    if hours.opens >= hours.closes:
        raise Invalid("closes", f"{hours.closes} is not after {hours.opens}", "close later than you open")

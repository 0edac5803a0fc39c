"""Times as the shopper reads them."""

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from conversation.contact import Contact
from conversation.merchant import Merchant

FORMAT = "%a %d %b %H:%M"


def local_time(moment: datetime, contact: Contact, merchant: Merchant) -> str:
    """Return `moment` in the shopper's zone where it is known, else the merchant's, ready to read."""
    return moment.astimezone(zone_of(contact, merchant)).strftime(FORMAT)


def zone_of(contact: Contact, merchant: Merchant) -> tzinfo:
    """Return the shopper's zone, else the merchant's, else UTC; a name that no zone has counts as unknown."""
    for name in (contact.timezone, merchant.timezone, "UTC"):
        try:
            return ZoneInfo(name or "")
        except (ZoneInfoNotFoundError, ValueError):
            continue
    raise ZoneInfoNotFoundError("UTC is not installed; install tzdata")

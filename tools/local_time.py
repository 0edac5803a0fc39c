"""Times as the shopper reads them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from compliance.zones import zone_named, zones_of
from conversation.contact import Contact
from conversation.merchant import Merchant

FORMAT = "%a %d %b %H:%M"
FORMAT_WITH_ZONE = f"{FORMAT} %Z"


def local_time(moment: datetime, contact: Contact, merchant: Merchant) -> str:
    """Return `moment` in the shopper's zone; where that is not known for sure, in the merchant's, which it names."""
    readings = {moment.astimezone(zone).strftime(FORMAT) for zone in zones_of(contact)}
    if len(readings) == 1:
        return readings.pop()
    home = zone_named(merchant.timezone) or ZoneInfo("UTC")
    return moment.astimezone(home).strftime(FORMAT_WITH_ZONE)

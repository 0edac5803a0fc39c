"""Days as forms have them: a thing that holds until a day holds until that day ends where the merchant is."""

from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from conversation.ids import MerchantId
from conversation.ledger import Reader


def end_of(day: date, books: Reader, merchant_id: MerchantId) -> datetime:
    """Return when the day ends where the merchant is."""
    merchant = books.merchant(merchant_id)
    zone = ZoneInfo(merchant.timezone if merchant else "UTC")
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)


def last_day(end: datetime, zone: tzinfo) -> str:
    """Return the day of which `end` is the end, as a form holds it."""
    return f"{(end - timedelta(milliseconds=1)).astimezone(zone):%Y-%m-%d}"

"""Reading a report for somebody who asks: only of a merchant whose conversations they may read."""

from datetime import datetime

from api.analytics.period import Period
from api.analytics.report import Report, report_of
from conversation.errors import Unknown
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.merchant import Merchant
from conversation.user import User


def merchant_read(reader: Reader, user: User, merchant_id: MerchantId) -> Merchant:
    """Return the merchant. Raises Unknown for one that the person may not see."""
    merchant = reader.merchant(merchant_id) if user.may_see(merchant_id) else None
    if merchant is None:
        raise Unknown("merchant", merchant_id)
    return merchant


def report_for(
    reader: Reader,
    user: User,
    merchant_id: MerchantId,
    now: datetime,
    *,
    days: int | None = None,
    first: str = "",
    last: str = "",
) -> Report:
    """Return the report of the period. Raises Unknown, and Invalid naming the field of a period that is none."""
    merchant = merchant_read(reader, user, merchant_id)
    return report_of(reader, merchant, Period.read(merchant.timezone, now, days=days, first=first, last=last))

"""Reading a report for somebody who asks: only of a merchant whose conversations they may read."""

from datetime import datetime

from api.analytics.period import Period
from api.analytics.report import Report, report_of
from api.merchant_for import merchant_for
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.user import User


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
    merchant = merchant_for(reader, user, merchant_id)
    return report_of(reader, merchant, Period.read(merchant.timezone, now, days=days, first=first, last=last))

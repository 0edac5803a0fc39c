"""Telling leads that a shop is away: it refuses to be read, tells no more, or the app was removed from it."""

from datetime import datetime

from conversation.alert import AlertCause, AlertKind
from conversation.ids import MerchantId, new_id
from conversation.ledger import Books


def tell_away(books: Books, merchant_id: MerchantId, about: str, now: datetime) -> None:
    """Give cause for an alert, once a day for each thing that it is about."""
    if books.first_sight(f"alert:{AlertKind.SHOP_AWAY.value}", f"{merchant_id} {about} {now:%Y-%m-%d}", now):
        books.save_alert_cause(AlertCause(new_id("alc", now), merchant_id, "", AlertKind.SHOP_AWAY, now, now))

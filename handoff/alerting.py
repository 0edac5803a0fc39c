"""Turning what gave cause into alerts, once each, in one transaction."""

from dataclasses import replace
from datetime import datetime

from conversation.agent_seat import AgentProfile
from conversation.alert import WITHOUT_CASE, Alert, AlertCause, AlertKind
from conversation.alert_wishes import AlertWishes
from conversation.case import Case
from conversation.ids import MerchantId
from conversation.ledger import Books, Reader
from conversation.user import User
from handoff.notify import Listener, News, alerts_of, is_still_needed, untaken_cause

BATCH = 50


def tell(books: Books, now: datetime) -> int:
    """Make alerts of the causes that are due and note that they are done; return how many causes there were."""
    causes = books.take_alert_causes(now, BATCH)
    for cause in causes:
        _tell(books, cause, now)
        books.save_alert_cause(replace(cause, done_at=now))
    return len(causes)


def needs(books: Reader, alert: Alert) -> bool:
    """Tell whether the alert is still worth sending, as things stand."""
    case = books.case(alert.merchant_id, alert.case_id) if alert.case_id else None
    return is_still_needed(alert, case, books.user(alert.user_id) if alert.user_id else None)


def wishes_of(books: Reader, user: User, merchant_id: MerchantId) -> AlertWishes:
    """Return what the person chose for the merchant, or what holds for who never chose."""
    return books.alert_wishes(user.id, merchant_id) or AlertWishes(user.id, merchant_id)


def _tell(books: Books, cause: AlertCause, now: datetime) -> None:
    news = News(cause, _case_of(books, cause), now)
    if cause.kind is AlertKind.UNTAKEN and not _is_first(books, news):
        return
    for alert in alerts_of(news, _listeners(books, cause.merchant_id), books.alert_hooks(cause.merchant_id)):
        books.save_alert(alert)
    merchant = books.merchant(cause.merchant_id)
    later = untaken_cause(news, merchant) if merchant else None
    if later is not None:
        books.save_alert_cause(later)


def _is_first(books: Books, news: News) -> bool:
    """Tell whether leads have not yet heard that this case waits, for this reason and as urgent as it is."""
    ref = f"{news.cause.case_id} {news.topic} {news.reason} {news.priority}"
    return news.is_current and books.first_sight("alert", ref, news.now)


def _case_of(books: Reader, cause: AlertCause) -> Case | None:
    if cause.case_id:
        return books.case(cause.merchant_id, cause.case_id)
    return None if cause.kind in WITHOUT_CASE else books.open_case(cause.merchant_id, cause.conversation_id)


def _listeners(books: Reader, merchant_id: MerchantId) -> list[Listener]:
    return [
        Listener(
            user,
            books.agent_profile(user.id) or AgentProfile(user.id),
            wishes_of(books, user, merchant_id),
            books.push_devices(user.id),
        )
        for user in books.users()
        if user.may_answer_for(merchant_id)
    ]

"""The log of alerts as a page shows it: to whom, by which way, and what came of it."""

from dataclasses import dataclass

from api.alerts.topics import words_of_alert
from api.pages.look import Look
from api.pages.moments import Moments, Stamp, moments_for
from conversation.alert import Alert, AlertState, AlertWay
from conversation.merchant import Merchant

NEWEST = 100
STATES = {
    AlertState.QUEUED: "waiting",
    AlertState.SENT: "sent",
    AlertState.FAILED: "failed",
    AlertState.DROPPED: "not needed",
}
WAYS = {
    AlertWay.PUSH: "push",
    AlertWay.EMAIL: "e-mail",
    AlertWay.SLACK: "Slack",
    AlertWay.TEAMS: "Teams",
    AlertWay.WEBHOOK: "webhook",
}


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert. `next` is when it leaves, or is tried again."""

    made: Stamp
    what: str
    way: str
    to: str
    state: str
    is_troubled: bool
    attempts: int
    answer: str
    next: Stamp | None
    conversation_id: str


def alert_rows(look: Look, merchant: Merchant) -> tuple[AlertRow, ...]:
    """Return the merchant's newest alerts."""
    moments = moments_for(None, merchant, look.now)
    return tuple(_row(look, moments, alert) for alert in look.books.alerts(merchant.id, NEWEST))


def _row(look: Look, moments: Moments, alert: Alert) -> AlertRow:
    is_waiting = alert.state is AlertState.QUEUED
    return AlertRow(
        made=moments.at(alert.made_at),
        what=words_of_alert(alert),
        way=WAYS[alert.way],
        to=_to(look, alert),
        state=STATES[alert.state],
        is_troubled=alert.state is AlertState.FAILED or (is_waiting and alert.attempts > 0),
        attempts=alert.attempts,
        answer=alert.answer,
        next=moments.at(alert.due_at) if is_waiting else None,
        conversation_id=alert.conversation_id or "",
    )


def _to(look: Look, alert: Alert) -> str:
    if alert.user_id is not None:
        return look.name_of(alert.user_id)
    hook = look.books.alert_hook(alert.merchant_id, alert.target)
    return hook.name if hook else alert.target

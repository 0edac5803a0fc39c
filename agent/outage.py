"""What a turn comes to while the model is away or may cost no more: it waits, or a person is asked for."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zlib import crc32

from agent.outcome import Escalate, Postpone
from agent.view import Occasion, TurnView
from conversation.escalation import Escalation, EscalationReason
from tools.context import ToolCall

PATIENCE = timedelta(minutes=3)
"""How long a shopper's text waits for a model that is away, before a person is asked for."""

RETRY_AFTER = timedelta(seconds=30)
RETRY_REMINDER_AFTER = timedelta(minutes=10)
"""When a model that was away is asked again, at the latest: each conversation comes back up to a third sooner."""


def wait_or_escalate(
    view: TurnView, why: str, now: datetime, patience: timedelta, calls: Sequence[ToolCall] = ()
) -> Escalate | Postpone:
    """Wait while the shopper has not waited for `patience`. A reminder, which nobody waits for, may wait to its end."""
    waits_since = min((text.created_at for text in view.unanswered), default=now)
    if now - waits_since >= patience:
        return Escalate(Escalation(EscalationReason.MODEL_FAILURE, why, now), tuple(calls))
    again = RETRY_AFTER if view.unanswered else RETRY_REMINDER_AFTER
    return Postpone(why, now + again - _sooner(again, f"{view.conversation.id} {now.isoformat()}"), tuple(calls))


def out_of_money(view: TurnView, why: str, now: datetime, calls: Sequence[ToolCall] = ()) -> Escalate | Postpone:
    """Ask for a person. A reminder, which nobody waits for, waits until there is money again, where there will be."""
    if view.occasion is Occasion.REMINDER and view.allowance is not None and view.allowance.until is not None:
        return Postpone(why, view.allowance.until, tuple(calls))
    return Escalate(Escalation(EscalationReason.MONEY_SPENT, why, now), tuple(calls))


def _sooner(again: timedelta, ticket: str) -> timedelta:
    """Return some whole seconds, below a third, that look like chance and are always the same for a ticket."""
    return timedelta(seconds=crc32(ticket.encode()) % max(1, int(again.total_seconds() / 3)))

"""Going back to the AI by itself: after a day without a text, where nothing is owed. It never sends anything.

What is owed to the shopper, or is for a person by its nature, raises an alert instead and stays with people.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from conversation.control import plan_return, return_to_ai
from conversation.conversation import Control, Conversation
from conversation.escalation import EscalationReason
from conversation.event import EventKind
from conversation.fence import Held
from conversation.message import Author, Direction, Message
from conversation.promise import open_promise
from conversation.spoken import spoken
from handoff.brief import brief_of, summary_of

FOR_PEOPLE = frozenset(
    {
        EscalationReason.ASKED_FOR_PERSON,
        EscalationReason.LEGAL_THREAT,
        EscalationReason.REFUND,
        EscalationReason.RETURN,
        EscalationReason.COMPLAINT,
        EscalationReason.DAMAGED_ITEM,
        EscalationReason.ABUSE,
        EscalationReason.MINOR,
        EscalationReason.CRISIS,
    }
)
"""Reasons that only a person can be done with."""

ANSWERS = frozenset({Author.AI, Author.HUMAN, Author.OUTSIDE})
"""Whose text answers a shopper. A holding text does not."""


def consider_return(held: Held) -> None:
    """Give an idle conversation back to the AI, wait on where it is not idle yet, or say why it must stay."""
    row, merchant = held.row, held.books.merchant(held.row.merchant_id)
    hours = merchant.settings.auto_return_hours if merchant else None
    if hours is None or row.control not in (Control.HUMAN, Control.ESCALATED):
        return
    messages = spoken(held.books, row)
    idle_at = _last_moment(held, row, messages) + timedelta(hours=hours)
    if idle_at > held.now:
        plan_return(held, idle_at)
    elif (why := why_it_stays(row, messages)) is not None:
        held.record(EventKind.STAYED_WITH_PEOPLE, "system", why=why, holder=row.holder or "", hours=str(hours))
        plan_return(held, held.now + timedelta(hours=hours))
    else:
        summary = summary_of(brief_of(held.books, row.merchant_id, row.id, held.now), held.now)
        return_to_ai(held, "system", name="", note="", summary=f"Nobody texted for {hours} hours. {summary}")


def why_it_stays(row: Conversation, messages: Sequence[Message]) -> str | None:
    """Say what is owed to the shopper, or why it is for a person by its nature; None where neither is so."""
    if row.escalation is not None and row.escalation.reason in FOR_PEOPLE:
        return f"it is for a person: {row.escalation.reason.value.replace('_', ' ')}"
    answered = max((text.seq for text in messages if text.author in ANSWERS), default=0)
    if row.last_inbound_seq > answered:
        return "a text of the shopper's is unanswered"
    if open_promise(messages) is not None:
        return "a person promised something that is still open"
    return None


def _last_moment(held: Held, row: Conversation, messages: Sequence[Message]) -> datetime:
    """Return when control last changed or anybody but the framework last texted."""
    exchange = held.books.exchange(row.merchant_id, row.exchange_id)
    moments = [exchange.started_at if exchange else row.opened_at]
    if row.escalation is not None:
        moments.append(row.escalation.at)
    said = (text for text in messages if text.direction is Direction.IN or text.author in ANSWERS)
    return max([*moments, *(text.created_at for text in said)])

"""A person's newest text while it may still be undone, and its words once something kept it from leaving."""

from dataclasses import dataclass
from datetime import timedelta

from api.pages.look import Look
from api.pages.outlook import is_opted_out
from conversation.conversation import Conversation
from conversation.event import EventKind
from conversation.ids import MessageId
from conversation.message import Author, Message
from conversation.outbox import OutboxRow, OutboxState
from conversation.receiving import WROTE_AGAIN
from conversation.undoing import UNDONE

RECENT_EVENTS = 200
GIVEN_BACK_FOR = timedelta(minutes=10)
"""How long words are offered again that did not leave."""


@dataclass(frozen=True, slots=True)
class WaitingText:
    """It leaves at `leaves`, an ISO moment, unless it is undone."""

    message_id: MessageId
    leaves: str


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Words that did not leave, and why."""

    message_id: MessageId
    words: str
    why: str


def waiting_text(look: Look, row: Conversation) -> WaitingText | None:
    """Return the text of the person who looks that still waits, if any."""
    newest = _newest(look, row)
    if newest is None:
        return None
    message, out = newest
    if out.state is not OutboxState.QUEUED or out.attempts or out.not_before is None or out.not_before <= look.now:
        return None
    return WaitingText(message.id, out.not_before.isoformat())


def given_back(look: Look, row: Conversation) -> GivenBack | None:
    """Return the words of the person who looks whose newest text was cancelled lately."""
    newest = _newest(look, row)
    if newest is None:
        return None
    message, out = newest
    is_over = out.settled_at is None or out.settled_at <= look.now - GIVEN_BACK_FOR
    if out.state is not OutboxState.CANCELLED or is_over or message.body is None:
        return None
    return GivenBack(message.id, message.body.composed, _why(look, row, message))


def _newest(look: Look, row: Conversation) -> tuple[Message, OutboxRow] | None:
    """Return the newest text of the person who looks, unless somebody texted after it."""
    for out in reversed(look.books.outbox_rows(row.merchant_id, row.id)):
        if out.author is not Author.HUMAN:
            continue
        message = look.books.message(row.merchant_id, out.message_id)
        return (message, out) if message is not None and message.user_id == look.user.id else None
    return None


def _why(look: Look, row: Conversation, message: Message) -> str:
    events = look.books.events(row.merchant_id, row.id, after=max(0, row.last_event - RECENT_EVENTS))
    cancelled = [event for event in events if event.kind is EventKind.TEXT_CANCELLED]
    why = next((event.details.get("why", "") for event in cancelled if event.details.get("message") == message.id), "")
    if why == UNDONE:
        return "You took it back."
    if is_opted_out(look, row):
        return "Not sent: the shopper opted out."
    if why == WROTE_AGAIN:
        return "Not sent: the shopper wrote first. Read it, then send or change yours."
    return f"Not sent: {why.removeprefix('decided again: ')}."

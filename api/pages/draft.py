"""The AI's draft that a person asked for: in the box while it fits, and said to be stale once it does not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from api.pages.look import Look
from api.pages.moments import Moments, Stamp
from conversation.conversation import Conversation
from conversation.due import DueRow, DueState
from conversation.event import EventKind
from conversation.message import Direction

RECENT_EVENTS = 200
"""How far back a draft is looked for: what lies further back was sent or is long stale."""
TOLD_FOR = timedelta(minutes=10)
"""How long it is said that a draft went stale."""


@dataclass(frozen=True, slots=True)
class DraftStrip:
    """`ended` says why it may no longer be sent; empty while it may."""

    id: str
    words: str
    shown: str
    stale: Stamp
    ended: str


def draft_strip(look: Look, moments: Moments, row: Conversation) -> DraftStrip | None:
    """Return the newest draft that the person who looks asked for, unless it was sent or is long gone."""
    due = _newest(look, row)
    if due is None or due.draft is None:
        return None
    is_waiting = due.state is DueState.WAITING and due.expires_at > look.now
    ended = "" if is_waiting else due.outcome or "expired"
    if not is_waiting and (_was_used(due) or _ended_at(look, row, due) <= look.now - TOLD_FOR):
        return None
    return DraftStrip(due.id, due.draft.body, look.now.isoformat(), moments.at(due.expires_at), ended)


def _newest(look: Look, row: Conversation) -> DueRow | None:
    events = look.books.events(row.merchant_id, row.id, after=max(0, row.last_event - RECENT_EVENTS))
    asked = (one for one in reversed(events) if one.kind is EventKind.DRAFT_REQUESTED and one.actor == look.user.id)
    newest = next(asked, None)
    return look.books.due_row(row.merchant_id, newest.details.get("due", "")) if newest else None


def _ended_at(look: Look, row: Conversation, due: DueRow) -> datetime:
    """Return when it went stale: by its time, by the shopper's newest text, or else when it was asked for."""
    if due.expires_at <= look.now:
        return due.expires_at
    newest = look.books.transcript(row.merchant_id, row.id, after_seq=max(0, row.last_inbound_seq - 1))
    composed = due.draft.composed_at if due.draft else due.due_at
    return max([composed, *(text.created_at for text in newest if text.direction is Direction.IN)])


def _was_used(due: DueRow) -> bool:
    return due.state is DueState.DONE and due.outcome != "expired"

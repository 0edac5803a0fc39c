"""Follow-ups: the one text for later that a shopper asked for, on the ground of the text in which they did."""

from dataclasses import replace
from datetime import datetime

from conversation.conversation import Control, Conversation
from conversation.due import DueKind, DueRow, DueState
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ids import MessageId, new_id
from conversation.ledger import Books

FOLLOWUPS = frozenset({DueKind.FOLLOWUP})


def plan_followup(
    books: Books, seen: Conversation, asked: MessageId, at: datetime, expires_at: datetime, now: datetime
) -> bool:
    """Plan the follow-up that the text `asked` asks for; again for the same text only moves it.

    False where the conversation is no longer as it was `seen`, or not the AI's. A newer text, a takeover, an opt-out or
    a purchase cancels it.
    """
    with hold(books, seen.merchant_id, seen.id, now) as held:
        current = held.row
        if current.control is not Control.AI:
            return False
        if (current.epoch, current.last_inbound_seq) != (seen.epoch, seen.last_inbound_seq):
            return False
        row = _planned(books, current, asked, now, expires_at)
        books.save_due_row(replace(row, due_at=at, expires_at=expires_at))
        books.wake(current.merchant_id, current.id, at)
        held.record(EventKind.FOLLOWUP_PLANNED, "ai", due=row.id, message=asked, at=at.isoformat())
    return True


def _planned(books: Books, row: Conversation, asked: MessageId, now: datetime, expires_at: datetime) -> DueRow:
    known = (
        due
        for due in books.due_rows(row.merchant_id, row.id)
        if due.kind is DueKind.FOLLOWUP and due.state is DueState.WAITING and due.ref == asked
    )
    fresh = DueRow(
        id=new_id("due", now),
        merchant_id=row.merchant_id,
        conversation_id=row.id,
        kind=DueKind.FOLLOWUP,
        due_at=expires_at,
        expires_at=expires_at,
        state=DueState.WAITING,
        ref=asked,
    )
    return next(known, fresh)

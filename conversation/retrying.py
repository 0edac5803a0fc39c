"""Trying again: with a text that left and did not arrive, and with one that came too soon for its number's pace."""

from dataclasses import replace
from datetime import datetime

from conversation.event import EventKind
from conversation.fence import hold
from conversation.ledger import Books
from conversation.message import Author
from conversation.outbox import OutboxRow, OutboxState
from conversation.outside import note_earlier_try
from conversation.sending import barred


def queue_again(books: Books, row: OutboxRow, not_before: datetime, now: datetime) -> bool:
    """Queue a text that the carrier gave up on; it is decided on again when it is due. False where it may not be.

    What is known of the first attempt goes: a word on it that comes late says nothing of the next one. Nothing is
    tried again after an opt-out, past its expiry, or by an AI that lost control or was written to since.
    """
    with hold(books, row.merchant_id, row.conversation_id, now) as held:
        current = books.outbox_row(row.merchant_id, row.message_id)
        if current is None or current.state is not OutboxState.FAILED or current.attempts != row.attempts:
            return False
        message = books.message(row.merchant_id, row.message_id)
        if message is None or message.body is None or not_before >= row.expires_at or barred(held, current):
            return False
        if row.author is Author.AI and held.row.last_inbound_seq > message.seq:
            return False
        again = replace(
            current,
            state=OutboxState.QUEUED,
            until=now,
            not_before=not_before,
            attempts=current.attempts + 1,
            claimed_by=None,
            claimed_at=None,
            provider_id=None,
            carrier_status=None,
            settled_at=None,
        )
        books.save_outbox_row(again)
        if current.provider_id is not None:
            note_earlier_try(books, current.provider_id, now)
        held.record(
            EventKind.TEXT_REQUEUED,
            "system",
            message=row.message_id,
            code=row.error_code or "",
            attempt=str(again.attempts + 1),
            at=not_before.isoformat(),
        )
        return True


def put_off(books: Books, row: OutboxRow, at: datetime, now: datetime) -> None:
    """Queue a claimed text again that may leave at `at` by its number's pace: nothing was tried, so nothing counts."""
    with hold(books, row.merchant_id, row.conversation_id, now):
        current = books.outbox_row(row.merchant_id, row.message_id)
        if current is not None and current.state is OutboxState.CLAIMED and current.attempts == row.attempts:
            waiting = replace(current, state=OutboxState.QUEUED, not_before=at, claimed_by=None, claimed_at=None)
            books.save_outbox_row(waiting)

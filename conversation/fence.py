"""The fence: a conversation held under its lock, so that whoever changes control is seen by whoever sends.

`hold` locks first and reads second. Everything that takes over, hands back, suppresses, commits a turn, queues a text
or claims one goes through it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from conversation.alert_causes import cause_of
from conversation.conversation import Conversation
from conversation.due import TEXTS, DueKind, DueRow, DueState
from conversation.event import Event, EventKind
from conversation.exchange import Exchange
from conversation.ids import ConversationId, MerchantId, UserId, new_id
from conversation.ledger import Books
from conversation.outbox import OutboxRow, OutboxState
from conversation.stripping import may_hold_words
from conversation.tokens import new_salt


class Held:
    """A locked conversation. Changes collect in `row` and are written when the hold ends."""

    def __init__(self, books: Books, row: Conversation, now: datetime) -> None:
        self.books = books
        self.row = self._written = row
        self.now = now

    def change(self, **fields: Any) -> None:
        """Set fields of the conversation."""
        self.row = replace(self.row, updated_at=self.now, **fields)

    def record(self, kind: EventKind, actor: str, **details: str) -> Event:
        """Append an event, and what it gives cause to tell; its number is its place in the conversation's order."""
        self.change(last_event=self.row.last_event + 1)
        event = Event(
            id=new_id("evt", self.now),
            merchant_id=self.row.merchant_id,
            conversation_id=self.row.id,
            number=self.row.last_event,
            after_seq=self.row.last_seq,
            kind=kind,
            actor=actor,
            at=self.now,
            details=details,
            salt=new_salt() if may_hold_words(details) else None,
        )
        self.books.add_event(event)
        cause = cause_of(event)
        if cause is not None:
            self.books.save_alert_cause(cause)
        return event

    def raise_epoch(self) -> None:
        """Make every draft composed so far stale."""
        self.change(epoch=self.row.epoch + 1)

    def begin_exchange(self, holder: UserId | None) -> Exchange:
        """End the running exchange and begin one under `holder` (None: the AI)."""
        running = self.books.exchange(self.row.merchant_id, self.row.exchange_id)
        if running is not None:
            self.books.save_exchange(replace(running, ended_at=self.now))
        exchange = first_exchange(self.row, holder, self.now)
        self.books.save_exchange(exchange)
        self.change(exchange_id=exchange.id)
        return exchange

    def cancel_queued(self, why: str, which: Callable[[OutboxRow], bool] = lambda row: True) -> None:
        """Cancel the queued rows that `which` picks: by default everybody's."""
        for row in self.books.queued_in(self.row.merchant_id, self.row.id):
            if which(row):
                self.cancel_row(row, why)

    def cancel_row(self, row: OutboxRow, why: str, actor: str = "system") -> None:
        """Cancel one row that is still queued."""
        self.books.save_outbox_row(replace(row, state=OutboxState.CANCELLED, settled_at=self.now))
        self.record(EventKind.TEXT_CANCELLED, actor, message=row.message_id, why=why)

    def flush(self) -> None:
        """Write what has changed so far, so that reads in this transaction see it."""
        if self.row is not self._written:
            self.books.save_conversation(self.row)
            self._written = self.row

    def plan(self, kind: DueKind, at: datetime, ref: str) -> None:
        """Make something due at `at` for this conversation, and wake it then."""
        row = DueRow(
            id=new_id("due", self.now),
            merchant_id=self.row.merchant_id,
            conversation_id=self.row.id,
            kind=kind,
            due_at=at,
            expires_at=at,
            state=DueState.WAITING,
            ref=ref,
        )
        self.books.save_due_row(row)
        self.books.wake(self.row.merchant_id, self.row.id, at)

    def cancel_due(self, why: str, *, kinds: frozenset[DueKind] = TEXTS) -> tuple[DueRow, ...]:
        """Cancel waiting due rows of `kinds`, by default those that would become a text, and return them."""
        rows = self.books.due_rows(self.row.merchant_id, self.row.id)
        waiting = tuple(row for row in rows if row.state is DueState.WAITING and row.kind in kinds)
        for row in waiting:
            self.books.save_due_row(replace(row, state=DueState.CANCELLED, outcome=why))
        return waiting


@contextmanager
def hold(books: Books, merchant_id: MerchantId, conversation_id: ConversationId, now: datetime) -> Iterator[Held]:
    """Lock the conversation and write what changed when the block ends well. Raises Unknown."""
    held = Held(books, books.lock_conversation(merchant_id, conversation_id), now)
    yield held
    held.flush()


def first_exchange(conversation: Conversation, holder: UserId | None, now: datetime) -> Exchange:
    """Return a new exchange that begins after the conversation's newest message."""
    return Exchange(
        id=new_id("exc", now),
        merchant_id=conversation.merchant_id,
        conversation_id=conversation.id,
        holder=holder,
        epoch=conversation.epoch,
        started_at=now,
        after_seq=conversation.last_seq,
    )

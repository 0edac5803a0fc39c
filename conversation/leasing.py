"""Running one turn at a time: leases over the wake rows, and what is due next."""

from dataclasses import replace
from datetime import datetime, timedelta

from conversation.conversation import Control, Conversation
from conversation.due import DueState
from conversation.errors import Stale
from conversation.ledger import Books, Reader
from conversation.wake import Lease, Wake

LEASE_TIME = timedelta(seconds=30)
"""How long a turn may go without a heartbeat before another worker may run it again."""


def is_mine(books: Reader, lease: Lease) -> bool:
    return _my_wake(books, lease) is not None


def renew(books: Books, lease: Lease, now: datetime) -> int | None:
    """The heartbeat: keep the lease and return the conversation's epoch; None when the lease was lost."""
    wake = _my_wake(books, lease)
    if wake is None:
        return None
    books.save_wake(replace(wake, lease_until=now + LEASE_TIME))
    conversation = books.conversation(lease.merchant_id, lease.conversation_id)
    return conversation.epoch if conversation else None


def check_current(books: Books, lease: Lease, seen: Conversation, now_held: Conversation) -> None:
    """Compare and set: raise Stale when the lease, the epoch or the newest inbound text is not what was seen."""
    if not is_mine(books, lease):
        raise Stale("the lease was lost")
    if now_held.epoch != seen.epoch:
        raise Stale(f"control changed: epoch {now_held.epoch}, not {seen.epoch}")
    if now_held.last_inbound_seq != seen.last_inbound_seq:
        raise Stale("a newer text arrived")


def finish(books: Books, lease: Lease, conversation: Conversation, now: datetime) -> None:
    """Give the lease back and set when the next turn is due. A lost lease changes nothing."""
    if (wake := _my_wake(books, lease)) is not None:
        due = next_due(books, conversation, now)
        books.save_wake(replace(wake, due_at=due, lease_token=None, lease_until=None, attempts=0))


def give_up(books: Books, lease: Lease, retry_at: datetime) -> None:
    """Give the lease back without having finished: try again at `retry_at`. A lost lease changes nothing."""
    if (wake := _my_wake(books, lease)) is not None:
        books.save_wake(replace(wake, due_at=retry_at, lease_token=None, lease_until=None))


def put_off(books: Books, lease: Lease, until: datetime) -> None:
    """Give the lease back after a turn that is to be run again at `until`. A lost lease changes nothing."""
    if (wake := _my_wake(books, lease)) is not None:
        books.save_wake(replace(wake, due_at=until, lease_token=None, lease_until=None, attempts=0))


def _my_wake(books: Reader, lease: Lease) -> Wake | None:
    wake = books.wake_of(lease.conversation_id)
    return wake if wake is not None and wake.lease_token == lease.token else None


def next_due(books: Books, conversation: Conversation, now: datetime) -> datetime | None:
    """Return when the conversation next has something to do; None when it waits for the shopper."""
    if conversation.control is Control.CLOSED:
        return None
    if conversation.has_unhandled_text:
        return now
    waiting = [
        row.due_at for row in books.due_rows(conversation.merchant_id, conversation.id) if row.state is DueState.WAITING
    ]
    return min(waiting, default=None)

"""Delivery: what the carrier says became of a text. It moves forward, never back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from conversation.event import EventKind
from conversation.fence import hold
from conversation.ids import MessageId
from conversation.ledger import Books
from conversation.outbox import UNSETTLED, OutboxRow, OutboxState


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """One status callback. `failed` is set for those that mean it never arrived, `arrived` for those that it did.

    `attempt` counts the tries before the one that it is about.
    """

    message_id: MessageId | None
    provider_id: str
    status: str
    failed: bool
    error_code: str | None = None
    arrived: bool = False
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class Noted:
    """The text's row as it is now. `is_news`: the report said more than was known."""

    row: OutboxRow
    is_news: bool


def note_delivery(books: Books, report: DeliveryReport, rank: Callable[[str], int], now: datetime) -> Noted | None:
    """Store the report unless it is older than what is known; None when no text of ours matches it.

    A report about a text whose sending was never settled settles it: the carrier has it. One about an earlier try says
    nothing of a later one, unless it arrived by the earlier and the later has not left.
    """
    row = _find(books, report)
    if row is None:
        return None
    if report.failed:  # what follows from it may be about the number, which is locked before its conversations
        books.lock_contact(row.merchant_id, row.to)
    with hold(books, row.merchant_id, row.conversation_id, now) as held:
        current = books.outbox_row(row.merchant_id, row.message_id) or row
        is_earlier = current.provider_id != report.provider_id and current.attempts != report.attempt
        if is_earlier and not (report.arrived and current.state is OutboxState.QUEUED):
            return Noted(current, is_news=False)
        known = rank(current.carrier_status) if current.carrier_status else -1
        if rank(report.status) <= known:
            return Noted(current, is_news=False)
        state = OutboxState.SENT if current.state in UNSETTLED or is_earlier else current.state
        if report.failed:
            state = OutboxState.FAILED
            held.record(EventKind.TEXT_FAILED, "system", message=row.message_id, code=report.error_code or "")
        updated = replace(
            current,
            state=state,
            provider_id=report.provider_id,
            carrier_status=report.status,
            error_code=report.error_code or current.error_code,
            settled_at=current.settled_at or now,
        )
        books.save_outbox_row(updated)
    return Noted(updated, is_news=True)


def _find(books: Books, report: DeliveryReport) -> OutboxRow | None:
    by_provider = books.outbox_by_provider_id(report.provider_id)
    if by_provider is not None or report.message_id is None:
        return by_provider
    return books.outbox_of(report.message_id)

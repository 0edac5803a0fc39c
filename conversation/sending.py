"""The outbox's rules: who may queue a text, who may claim it, and what became of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from conversation.consent import Suppression
from conversation.conversation import Control
from conversation.draft import Draft
from conversation.errors import NotInControl, Stale
from conversation.event import EventKind
from conversation.fence import Held, hold
from conversation.ids import MerchantId, MessageId, new_id
from conversation.label import label_for
from conversation.ledger import Books
from conversation.message import Author, Body, Direction, Evidence, Message, Purpose, TrafficType
from conversation.outbox import UNSETTLED, OutboxRow, OutboxState
from conversation.sender import Sender
from conversation.user import User
from conversation.verdict import Allow, note_of

LIFETIMES = {
    Purpose.OPT_OUT_CONFIRMATION: timedelta(minutes=5),
    Purpose.HOLDING: timedelta(minutes=2),
    Purpose.HELP: timedelta(minutes=15),
    Purpose.IDENTITY_ANSWER: timedelta(minutes=15),
}
"""How long a text stays worth sending. The first is 47 CFR 64.1200(a)(12)'s five minutes; the rest are house rules."""

LIFETIME = timedelta(hours=24)
UNDO = timedelta(seconds=5)
"""How long a person may take a text back. A house figure."""
UNDOABLE = frozenset({Purpose.REPLY, Purpose.REQUESTED_FOLLOWUP})
"""Answers. A first text takes the cart's one reminder the moment it is allowed, and nothing gives that back."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """The row is ours to send, once. `sender` is its number, where it was looked at."""

    row: OutboxRow
    text: str
    sender: Sender | None = None
    media: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overdue:
    """The verdict has run out, or the number may not send any more: decide again before claiming."""

    row: OutboxRow


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody else has the row, it was cancelled, or its time has not come."""

    why: str


Claim: TypeAlias = Claimed | Overdue | Gone


def queue(held: Held, draft: Draft, body: Body, purpose: Purpose, allow: Allow, user: User | None = None) -> Message:
    """Write an allowed draft as a message and its outbox row, label it, and re-label its exchange.

    Raises Stale when an AI draft was composed under another control or epoch, NotInControl when a person does not
    hold the conversation.
    """
    message, _ = queue_to_leave(held, draft, body, purpose, allow, user)
    return message


def queue_to_leave(
    held: Held,
    draft: Draft,
    body: Body,
    purpose: Purpose,
    allow: Allow,
    user: User | None = None,
    worker: str | None = None,
) -> tuple[Message, Claimed | None]:
    """Queue a draft, and take it in the same transaction for `worker`: its facts are as they were decided on.

    It is not taken where nobody wants it, where it waits for its author, who may take it back, or where another text
    of its conversation goes before it. Raises as `queue` does.
    """
    _check_author(held, draft, user)
    message = _message_of(held, draft, body, purpose, allow, _evidence(held, draft, user))
    held.books.add_message(message)
    held.change(last_seq=message.seq)
    _relabel(held, message)
    row = _row_of(held, draft, message, purpose, allow)
    if worker is None or row.not_before is not None or held.books.queued_in(row.merchant_id, row.conversation_id):
        held.books.save_outbox_row(row)
        return message, None
    return message, _take(held, row, message, worker)


def claim(books: Books, merchant_id: MerchantId, message_id: MessageId, worker: str, now: datetime) -> Claim:
    """Take a queued row for sending, under the conversation's lock, re-checking everything that may have changed."""
    row = books.outbox_row(merchant_id, message_id)
    if row is None:
        return Gone("no such text")
    with hold(books, merchant_id, row.conversation_id, now) as held:
        row = books.outbox_row(merchant_id, message_id)
        if row is None or row.state is not OutboxState.QUEUED:
            return Gone(f"already {row.state.value}" if row else "no such text")
        if why := barred(held, row):
            held.cancel_row(row, why)
            return Gone(why)
        if row.not_before is not None and row.not_before > now:
            return Gone(f"not before {row.not_before.isoformat()}")
        sender = books.sender(merchant_id, row.sender_id)
        if row.until <= now or sender is None or not sender.may_send:
            return Overdue(row)
        message = books.message(merchant_id, message_id)
        if message is None or message.body is None:
            held.cancel_row(row, "erased")
            return Gone("erased")
        return _take(held, row, message, worker, sender)


def _take(held: Held, row: OutboxRow, message: Message, worker: str, sender: Sender | None = None) -> Claimed:
    claimed = replace(row, state=OutboxState.CLAIMED, claimed_by=worker, claimed_at=held.now)
    held.books.save_outbox_row(claimed)
    held.record(EventKind.TEXT_CLAIMED, worker, message=row.message_id, author=row.author.value)
    return Claimed(claimed, message.text, sender, message.media)


def renew_verdict(books: Books, row: OutboxRow, allow: Allow, now: datetime) -> None:
    """Let a queued row be claimed until a fresh verdict's `until`."""
    with hold(books, row.merchant_id, row.conversation_id, now):
        current = books.outbox_row(row.merchant_id, row.message_id)
        if current is not None and current.state is OutboxState.QUEUED:
            books.save_outbox_row(replace(current, until=allow.until))


def hold_back(books: Books, row: OutboxRow, not_before: datetime, now: datetime) -> None:
    """Let a queued row wait until a fresh verdict allows it: it is decided again then."""
    with hold(books, row.merchant_id, row.conversation_id, now):
        current = books.outbox_row(row.merchant_id, row.message_id)
        if current is not None and current.state is OutboxState.QUEUED:
            books.save_outbox_row(replace(current, not_before=not_before))


def cancel(books: Books, row: OutboxRow, why: str, now: datetime) -> None:
    """Cancel a row that is still queued."""
    with hold(books, row.merchant_id, row.conversation_id, now) as held:
        current = books.outbox_row(row.merchant_id, row.message_id)
        if current is not None and current.state is OutboxState.QUEUED:
            held.cancel_row(current, why)


def requeue(books: Books, row: OutboxRow, not_before: datetime, now: datetime) -> None:
    """Queue a row again that was claimed and surely not sent, not to be claimed before `not_before`.

    Nothing happens where it has been claimed anew since: two workers may ask a carrier about the same text.
    """
    with hold(books, row.merchant_id, row.conversation_id, now):
        current = books.outbox_row(row.merchant_id, row.message_id)
        if current is not None and current.state in UNSETTLED and current.claim == row.claim:
            again = replace(current, state=OutboxState.QUEUED, not_before=not_before, attempts=row.attempts + 1)
            books.save_outbox_row(again)


def settle(
    books: Books,
    row: OutboxRow,
    state: OutboxState,
    now: datetime,
    *,
    provider_id: str | None = None,
    carrier_status: str | None = None,
    error_code: str | None = None,
    segments: int | None = None,
) -> None:
    """Write what became of a claimed or unknown row. A settled row stays as it is."""
    with hold(books, row.merchant_id, row.conversation_id, now) as held:
        current = books.outbox_row(row.merchant_id, row.message_id)
        if current is None or current.state not in UNSETTLED or current.attempts != row.attempts:
            return
        if current.state is state is OutboxState.UNKNOWN:
            return
        books.save_outbox_row(
            replace(
                current,
                state=state,
                provider_id=provider_id or current.provider_id,
                carrier_status=carrier_status or current.carrier_status,
                error_code=error_code,
                segments=segments or current.segments,
                settled_at=None if state is OutboxState.UNKNOWN else now,
            )
        )
        if state is not OutboxState.SENT:
            kind = EventKind.TEXT_UNKNOWN if state is OutboxState.UNKNOWN else EventKind.TEXT_FAILED
            held.record(kind, "system", message=row.message_id, code=error_code or "")


def _check_author(held: Held, draft: Draft, user: User | None) -> None:
    row = held.row
    if draft.author is Author.AI and (row.control is not Control.AI or row.epoch != draft.epoch):
        raise Stale("the AI no longer has control")
    if draft.author is Author.HUMAN and (row.control is not Control.HUMAN or row.holder != draft.user_id):
        raise NotInControl("take over before replying")
    if draft.author is Author.HUMAN and (user is None or not user.may_answer_for(row.merchant_id)):
        raise NotInControl("its author may not answer for this merchant")


def _evidence(held: Held, draft: Draft, user: User | None) -> Evidence | None:
    if draft.author is not Author.HUMAN or user is None:
        return None
    exchange = held.books.exchange(held.row.merchant_id, held.row.exchange_id)
    return Evidence(
        user_id=user.id,
        user_name=user.name,
        takeover_event=f"{held.row.id}#epoch{exchange.epoch if exchange else held.row.epoch}",
        composed_at=draft.composed_at,
        submitted_at=draft.submitted_at or held.now,
        verbatim_share=round(draft.verbatim_share, 4),
        recipients=draft.recipients,
        grade=draft.grade,
    )


def _message_of(
    held: Held, draft: Draft, body: Body, purpose: Purpose, allow: Allow, evidence: Evidence | None
) -> Message:
    return Message(
        id=new_id("msg", held.now),
        merchant_id=held.row.merchant_id,
        conversation_id=held.row.id,
        exchange_id=held.row.exchange_id,
        seq=held.row.last_seq + 1,
        direction=Direction.OUT,
        author=draft.author,
        body=body,
        epoch=held.row.epoch,
        created_at=held.now,
        origin=draft.origin,
        purpose=purpose,
        traffic_type=label_for(draft, held.row.holder, evidence),
        user_id=draft.user_id,
        evidence=evidence,
        verdict=note_of(allow),
        model=draft.model,
        prompt_hash=draft.prompt_hash,
        sources=draft.sources,
        rests_on=draft.rests_on,
        media=draft.media,
    )


def _relabel(held: Held, message: Message) -> None:
    if message.traffic_type is not TrafficType.P2P:
        return
    exchange = held.books.exchange(message.merchant_id, message.exchange_id)
    if exchange is None or exchange.traffic_type is TrafficType.P2P:
        return
    held.books.save_exchange(exchange.with_message(message))
    held.record(
        EventKind.EXCHANGE_RELABELLED,
        message.user_id or "system",
        exchange=exchange.id,
        message=message.id,
        before=TrafficType.A2P.value,
        after=TrafficType.P2P.value,
    )


def _row_of(held: Held, draft: Draft, message: Message, purpose: Purpose, allow: Allow) -> OutboxRow:
    contact = held.books.contact(held.row.merchant_id, held.row.contact_id)
    if contact is None:
        raise Stale("the contact was erased")
    waits = draft.undoable and draft.submitted_at == held.now and purpose in UNDOABLE
    return OutboxRow(
        message_id=message.id,
        merchant_id=message.merchant_id,
        conversation_id=message.conversation_id,
        sender_id=held.row.sender_id,
        to=contact.phone,
        author=message.author,
        purpose=purpose,
        epoch=message.epoch,
        state=OutboxState.QUEUED,
        until=held.now if waits else allow.until,  # what waited is decided again before it leaves
        expires_at=held.now + LIFETIMES.get(purpose, LIFETIME),
        queued_at=held.now,
        not_before=held.now + UNDO if waits else None,
    )


AFTER_OPT_OUT = frozenset({Purpose.OPT_OUT_CONFIRMATION, Purpose.HELP})
"""All that may still be claimed for a number that opted out."""


def barred(held: Held, row: OutboxRow) -> str | None:
    """Return why the row may not leave, whatever the gate said; None where it may."""
    standing = held.books.suppression(row.merchant_id, row.to)
    if standing is not None and standing.is_live and not _may_follow(standing, row.purpose):
        return "opted out"
    if row.author is Author.AI and (held.row.control is not Control.AI or held.row.epoch != row.epoch):
        return "the AI no longer has control"
    if row.expires_at <= held.now:
        return "expired"
    return None


def _may_follow(standing: Suppression, purpose: Purpose) -> bool:
    safe = purpose is Purpose.SAFETY and standing.lets_safety_through
    return safe or purpose in AFTER_OPT_OUT

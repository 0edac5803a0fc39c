"""The one exit: every seat's draft leaves through here, inside the transaction that holds its conversation."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from compliance.claims.resting import resting_on
from compliance.gate import Decision, review
from compliance.redaction import redact
from compliance.rulebook import Rulebook
from compliance.tracking import keep_links, with_short_links
from conversation.cart import ReminderSlot
from conversation.conversation import Control
from conversation.draft import Draft
from conversation.due import DueKind, DueRow, DueState
from conversation.errors import Conflict, Invalid, Stale
from conversation.event import EventKind
from conversation.fence import Held
from conversation.ids import new_id
from conversation.message import Author, Message, Purpose
from conversation.sending import LIFETIME, Claimed, queue_to_leave
from conversation.user import User
from conversation.verdict import Allow, Defer, Refuse, note_of


@dataclass(frozen=True, slots=True)
class Queued:
    """The text is in the outbox, and already taken by the worker that was to have it if it is `claimed`."""

    message: Message
    claimed: Claimed | None = None


@dataclass(frozen=True, slots=True)
class Deferred:
    """The text waits in a due row and will be decided again at `until`."""

    row: DueRow
    until: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """The text will not leave. The draft is kept in `row`, with the rule that refused it."""

    row: DueRow
    verdict: Refuse


@dataclass(frozen=True, slots=True)
class Proposed:
    """The text may leave, but a person is to send it: it waits in `row` until it is stale."""

    row: DueRow


Departure: TypeAlias = Queued | Deferred | Refused


def submit(
    held: Held, draft: Draft, rulebook: Rulebook, user: User | None = None, worker: str | None = None
) -> Departure:
    """Decide on `draft` with the facts of this transaction and queue, defer or refuse it.

    What is queued and need not wait is taken for `worker`, if one is named. Raises Stale or NotInControl when its
    author may not speak now.
    """
    return _act_on(held, draft, rulebook, user, _row_for(held, draft), worker)


def depart(held: Held, draft: Draft, decision: Decision) -> Queued:
    """Queue what `decision` allows, made on `draft` in this transaction: for whoever asks the gate about many at once
    and opens a conversation only with those who may have the text.

    Raises Stale where it does not allow it, or where it was made about another state of the conversation.
    """
    asked = decision.facts.conversation
    same = (asked.id, asked.epoch, asked.control, asked.last_inbound_seq)
    if same != (held.row.id, held.row.epoch, held.row.control, held.row.last_inbound_seq):
        raise Stale("the gate was asked about another state of the conversation")
    if not isinstance(decision.verdict, Allow):
        raise Stale("the gate did not allow it")
    return _queue(held, draft, decision, decision.verdict)


def propose(held: Held, draft: Draft, rulebook: Rulebook, until: datetime) -> Proposed | Refused:
    """Keep a draft of the AI's for a person to send by `until`, unless the gate would refuse it."""
    row = _row_for(held, draft)
    decision = review(held.books, draft, rulebook, held.now, expires_at=row.expires_at, row=held.row)
    verdict = decision.verdict
    if isinstance(verdict, Refuse):
        return _refuse(held, row, verdict)
    kept = replace(
        _redacted(held, replace(row, draft=_with_sources(held, draft, decision))),
        kind=DueKind.SUGGESTION,
        due_at=until,
        expires_at=until,
        ref=str(held.row.handled_seq),
        verdict=note_of(verdict),
    )
    held.books.save_due_row(kept)
    held.books.wake(kept.merchant_id, kept.conversation_id, until)
    held.record(EventKind.SUGGESTION_KEPT, "ai", due=kept.id, until=until.isoformat())
    return Proposed(kept)


def resubmit(held: Held, row: DueRow, rulebook: Rulebook, user: User | None = None) -> Departure | None:
    """Decide again on a deferred draft that is due. None when it no longer fits the conversation."""
    if row.draft is None or row.state is not DueState.WAITING:
        return None
    why = _misfit(held, row.draft, row, user)
    if why is not None:
        held.books.save_due_row(replace(row, state=DueState.CANCELLED, outcome=why))
        if row.draft.author is Author.HUMAN:
            _record(held, EventKind.DRAFT_DISCARDED, row, why=why)
        return None
    return _act_on(held, row.draft, rulebook, user, row)


def discard(held: Held, draft: Draft, why: str) -> None:
    """Keep a draft that came too late to be sent, and say why, for people to see."""
    row = _redacted(held, replace(_row_for(held, draft), state=DueState.CANCELLED, outcome=why))
    held.books.save_due_row(row)
    _record(held, EventKind.DRAFT_DISCARDED, row, why=why)


def _act_on(
    held: Held, draft: Draft, rulebook: Rulebook, user: User | None, row: DueRow, worker: str | None = None
) -> Departure:
    if not draft.body.strip():
        raise Invalid("body", "it is empty", "write something")
    decision = review(held.books, draft, rulebook, held.now, expires_at=row.expires_at, row=held.row)
    match decision.verdict:
        case Allow() as allow:
            queued = _queue(held, draft, decision, allow, user, worker)
            if row.verdict is not None:
                held.books.save_due_row(replace(row, state=DueState.DONE, outcome=f"queued as {queued.message.id}"))
            return queued
        case Defer() as defer:
            return _defer(held, row, defer)
        case Refuse() as refuse:
            return _refuse(held, row, refuse)


def _queue(
    held: Held, draft: Draft, decision: Decision, allow: Allow, user: User | None = None, worker: str | None = None
) -> Queued:
    """Queue the words as they leave, with short links in the place of the pages that the gate has judged."""
    rested = _with_sources(held, draft, decision)
    tracked = with_short_links(decision.body, draft, decision.facts, decision.purpose)
    message, claimed = queue_to_leave(held, rested, tracked.body, decision.purpose, allow, user, worker)
    keep_links(held, decision.facts, message.id, tracked)
    _take_slot(held, message)
    return Queued(message, replace(claimed, sender=decision.facts.sender) if claimed else None)


def _with_sources(held: Held, draft: Draft, decision: Decision) -> Draft:
    """Return the draft with all that it rests on; what the framework says of itself rests on nothing."""
    if draft.author not in (Author.AI, Author.HUMAN):
        return draft
    return replace(draft, rests_on=resting_on(draft, decision.facts, held.now))


def _row_for(held: Held, draft: Draft) -> DueRow:
    return DueRow(
        id=new_id("due", held.now),
        merchant_id=held.row.merchant_id,
        conversation_id=held.row.id,
        kind=DueKind.DRAFT,
        due_at=held.now,
        expires_at=held.now + LIFETIME,
        state=DueState.WAITING,
        draft=draft,
    )


def _misfit(held: Held, draft: Draft, row: DueRow, user: User | None) -> str | None:
    if row.expires_at <= held.now:
        return "expired"
    if draft.author is Author.AI and (held.row.control is not Control.AI or held.row.epoch != draft.epoch):
        return "the AI no longer has control"
    if draft.author is Author.AI and held.row.last_inbound_seq != draft.seen_seq:
        return "the shopper wrote again"
    if draft.author is Author.HUMAN and held.row.holder != draft.user_id:
        return "its author no longer has control"
    if draft.author is Author.HUMAN and (user is None or not user.may_answer_for(row.merchant_id)):
        return "its author may no longer answer for this merchant"
    return None


def _take_slot(held: Held, message: Message) -> None:
    if message.purpose is not Purpose.REMINDER or held.row.cart_id is None:
        return
    cart = held.books.cart(message.merchant_id, held.row.cart_id)
    if cart is None:
        return
    slot = ReminderSlot(cart.merchant_id, cart.shop_domain, cart.token, message.id, message.author, held.now)
    if not held.books.take_reminder_slot(slot):
        raise Conflict("another text took this cart's one reminder")
    held.cancel_due("the cart's one reminder was taken", kinds=frozenset({DueKind.REMINDER}))


def _defer(held: Held, row: DueRow, defer: Defer) -> Deferred:
    waiting = replace(row, due_at=defer.at, verdict=note_of(defer))
    held.books.save_due_row(waiting)
    held.books.wake(row.merchant_id, row.conversation_id, defer.at)
    _record(held, EventKind.DRAFT_DEFERRED, row, rule=defer.rule, why=defer.why, until=defer.at.isoformat())
    return Deferred(waiting, defer.at)


def _refuse(held: Held, row: DueRow, refuse: Refuse) -> Refused:
    kept = _redacted(held, replace(row, state=DueState.DONE, verdict=note_of(refuse), outcome="refused"))
    held.books.save_due_row(kept)
    _record(held, EventKind.DRAFT_REFUSED, row, rule=refuse.rule, why=refuse.why)
    return Refused(kept, refuse)


def _redacted(held: Held, row: DueRow) -> DueRow:
    """Return the row without card numbers and their like: no draft that carries one has ever been kept."""
    if row.draft is None:
        return row
    redacted = redact(row.draft.body)
    if redacted.kinds:
        _record(held, EventKind.TEXT_REDACTED, row, kinds=", ".join(redacted.kinds))
    return replace(row, draft=replace(row.draft, body=redacted.text)) if redacted.kinds else row


def _record(held: Held, kind: EventKind, row: DueRow, **details: str) -> None:
    draft = row.draft
    author = draft.author.value if draft else "system"
    held.record(kind, draft.user_id or author if draft else author, due=row.id, author=author, **details)

"""The thread: texts, dividers and drafts that did not leave, in the order of the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from api.pages.attached import picture_cards
from api.pages.attempt import VERDICTS, Attempt, attempt_of
from api.pages.bubble import Bubble, Notes, bubble_of
from api.pages.divider import Divider, divider_of, halt_dividers
from api.pages.look import Look
from api.pages.moments import Moments
from api.pages.note import NoteCard, note_card
from api.pages.quiet_turn import QuietTurn, quiet_turns
from compliance.halting import covers
from compliance.whereabouts import whereabouts_of
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.due import DueRow
from conversation.event import Event, EventKind
from conversation.ids import MessageId
from conversation.message import Message
from conversation.photo import Photo
from conversation.role import Permission
from conversation.spent import Spent
from handoff.fact_keeping import kept_facts

Entry: TypeAlias = Bubble | Divider | Attempt | NoteCard | QuietTurn

STRETCH = 100
"""Texts shown at once; earlier ones are read when somebody asks for them."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A stretch of the conversation: the texts after `after_seq`, which is 0 where nothing is earlier."""

    entries: tuple[Entry, ...]
    after_seq: int

    @property
    def is_empty(self) -> bool:
        return self.first_text is None

    @property
    def first_text(self) -> Bubble | None:
        return next((entry for entry in self.entries if isinstance(entry, Bubble)), None)


def thread_of(look: Look, moments: Moments, row: Conversation, after_seq: int | None = None) -> Thread:
    """Return the newest texts, or all after `after_seq`, and what happened in between."""
    after = max(0, row.last_seq - STRETCH) if after_seq is None else after_seq
    return _stretch(look, moments, row, after, row.last_seq)


def earlier_thread(look: Look, moments: Moments, row: Conversation, through_seq: int) -> Thread:
    """Return the stretch that ends with the text `through_seq`."""
    return _stretch(look, moments, row, max(0, through_seq - STRETCH), through_seq)


def _stretch(look: Look, moments: Moments, row: Conversation, after: int, through: int) -> Thread:
    messages = look.books.messages_between(row.merchant_id, row.id, after_seq=after, through_seq=through)
    events = look.books.events_since(row.merchant_id, row.id, after_seq=after)
    due = {due.id: due for due in look.books.due_rows(row.merchant_id, row.id)}
    is_newest = through >= row.last_seq
    entries = _in_order(look, moments, row, messages, _newest_of_each_draft(events), due, is_newest)
    return Thread(tuple(entries), after)


def _in_order(
    look: Look,
    moments: Moments,
    row: Conversation,
    messages: tuple[Message, ...],
    events: list[Event],
    due: dict[str, DueRow],
    is_newest: bool,
) -> Iterator[Entry]:
    """Yield each message, then what happened after it and before the next one.

    What happened after the last of an earlier stretch begins the stretch that follows it.
    """
    outbox = {out.message_id: out for out in look.books.outbox_rows(row.merchant_id, row.id)}
    notes = Notes(
        cancelled=_by_message(events, EventKind.TEXT_CANCELLED, "why"),
        unread=_by_message(events, EventKind.SEAT_UNREAD_DRAFT, "seconds"),
        facts=kept_facts(events),
        may_keep=look.may(Permission.OVERRIDE, row),
        spent=_spent(events),
    )
    contact = look.books.contact(row.merchant_id, row.contact_id)
    shopper = (contact.first_name if contact else "") or "Shopper"
    photos = _photos(look, row) if any(message.photos for message in messages) else {}
    quiet = quiet_turns(moments, events)
    waiting, halts = list(events), _halts(look, moments, row, contact)
    begins = messages[0].created_at if messages and messages[0].seq > 1 else row.opened_at
    halts = [(at, divider) for at, divider in halts if at >= begins]
    for message in messages:
        while halts and halts[0][0] <= message.created_at:
            yield halts.pop(0)[1]
        while waiting and waiting[0].after_seq < message.seq:
            yield from _drawn(look, moments, waiting.pop(0), due, quiet)
        pictures = picture_cards(look, row, message) if message.media else ()
        shown = photos.get(message.id, ())
        yield bubble_of(look, moments, message, outbox.get(message.id), notes, shopper, shown, pictures)
    for event in waiting if is_newest else ():
        yield from _drawn(look, moments, event, due, quiet)
    for _, divider in halts if is_newest else ():
        yield divider


def _photos(look: Look, row: Conversation) -> dict[MessageId, list[Photo]]:
    found: dict[MessageId, list[Photo]] = {}
    for photo in look.books.photos(row.merchant_id, row.id):
        found.setdefault(photo.message_id, []).append(photo)
    return found


def _halts(look: Look, moments: Moments, row: Conversation, contact: Contact | None) -> list[tuple[datetime, Divider]]:
    """Return what the halts draw that cover the shopper, or did: an erased one may be anywhere."""
    made = look.books.halts(row.merchant_id)
    if not made or contact is None:
        return []
    place = whereabouts_of(contact)
    return halt_dividers(moments, tuple(halt for halt in made if covers(halt, place)))


def _drawn(
    look: Look, moments: Moments, event: Event, due: dict[str, DueRow], quiet: dict[int, QuietTurn]
) -> Iterator[Entry]:
    if event.number in quiet:
        yield quiet[event.number]
    drawn = divider_of(look, moments, event) or attempt_of(look, moments, event, due) or note_card(look, moments, event)
    if drawn is not None:
        yield drawn


def _newest_of_each_draft(events: tuple[Event, ...]) -> list[Event]:
    """Leave out what was said of a draft before its newest verdict."""
    newest = {event.details["due"]: event.number for event in events if event.kind in VERDICTS}
    return [event for event in events if event.kind not in VERDICTS or newest[event.details["due"]] == event.number]


def _spent(events: list[Event]) -> dict[str, str]:
    turns = (event.details for event in events if event.kind is EventKind.TURN_SPENT)
    return {told.get("message", ""): str(Spent.of(told)) for told in turns}


def _by_message(events: list[Event], kind: EventKind, detail: str) -> dict[str, str]:
    return {event.details.get("message", ""): event.details.get(detail, "") for event in events if event.kind is kind}

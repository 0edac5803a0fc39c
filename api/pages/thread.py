"""The thread: texts, dividers and drafts that did not leave, in the order of the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from api.pages.attempt import VERDICTS, Attempt, attempt_of
from api.pages.bubble import Bubble, Notes, bubble_of
from api.pages.divider import Divider, divider_of
from api.pages.look import Look
from api.pages.moments import Moments
from api.pages.note import NoteCard, note_card
from conversation.conversation import Conversation
from conversation.due import DueRow
from conversation.event import Event, EventKind
from conversation.message import Message

Entry: TypeAlias = Bubble | Divider | Attempt | NoteCard


@dataclass(frozen=True, slots=True)
class Thread:
    """Everything between the banner and the composer."""

    entries: tuple[Entry, ...]

    @property
    def is_empty(self) -> bool:
        return not any(isinstance(entry, Bubble) for entry in self.entries)


def thread_of(look: Look, moments: Moments, row: Conversation) -> Thread:
    """Return the conversation as it stands."""
    messages = look.books.messages(row.merchant_id, row.id)
    events = look.books.events(row.merchant_id, row.id)
    due = {due.id: due for due in look.books.due_rows(row.merchant_id, row.id)}
    return Thread(tuple(_in_order(look, moments, row, messages, _newest_of_each_draft(events), due)))


def _in_order(
    look: Look,
    moments: Moments,
    row: Conversation,
    messages: tuple[Message, ...],
    events: list[Event],
    due: dict[str, DueRow],
) -> Iterator[Entry]:
    """Yield each message, then what happened after it and before the next one."""
    outbox = {out.message_id: out for out in look.books.outbox_rows(row.merchant_id, row.id)}
    notes = Notes(
        cancelled=_by_message(events, EventKind.TEXT_CANCELLED, "why"),
        unread=_by_message(events, EventKind.SEAT_UNREAD_DRAFT, "seconds"),
    )
    contact = look.books.contact(row.merchant_id, row.contact_id)
    shopper = (contact.first_name if contact else "") or "Shopper"
    waiting = list(events)
    for message in messages:
        while waiting and waiting[0].after_seq < message.seq:
            yield from _drawn(look, moments, waiting.pop(0), due)
        yield bubble_of(look, moments, message, outbox.get(message.id), notes, shopper)
    for event in waiting:
        yield from _drawn(look, moments, event, due)


def _drawn(look: Look, moments: Moments, event: Event, due: dict[str, DueRow]) -> Iterator[Entry]:
    drawn = divider_of(look, moments, event) or attempt_of(look, moments, event, due) or note_card(look, moments, event)
    if drawn is not None:
        yield drawn


def _newest_of_each_draft(events: tuple[Event, ...]) -> list[Event]:
    """Leave out what was said of a draft before its newest verdict."""
    newest = {event.details["due"]: event.number for event in events if event.kind in VERDICTS}
    return [event for event in events if event.kind not in VERDICTS or newest[event.details["due"]] == event.number]


def _by_message(events: list[Event], kind: EventKind, detail: str) -> dict[str, str]:
    return {event.details.get("message", ""): event.details.get(detail, "") for event in events if event.kind is kind}

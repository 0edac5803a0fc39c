"""A note in the thread."""

from dataclasses import dataclass

from api.pages.look import Look
from api.pages.moments import Moments, Stamp
from conversation.event import Event
from handoff.notes import may_erase_note, note_of


@dataclass(frozen=True, slots=True)
class NoteCard:
    """`words` is None once erased."""

    key: str
    who: str
    words: str | None
    stamp: Stamp
    may_erase: bool
    kind: str = "note"


def note_card(look: Look, moments: Moments, event: Event) -> NoteCard | None:
    """Return the note that an event is; None for any other event."""
    note = note_of(event)
    if note is None:
        return None
    may_erase = note.words is not None and may_erase_note(look.user, event.merchant_id, note.by)
    return NoteCard(note.id, look.name_of(note.by), note.words, moments.at(note.at), may_erase)

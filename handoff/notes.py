"""Notes: what people tell each other about a conversation. They are never sent, and the AI never reads them."""

from dataclasses import dataclass, replace
from datetime import datetime

from compliance.redaction import redact
from conversation.errors import Invalid, NotAllowed, Unknown
from conversation.event import Event, EventKind
from conversation.fence import hold
from conversation.ids import ConversationId, MerchantId, UserId
from conversation.ledger import Reader
from conversation.role import Permission, Permitted
from conversation.user import User
from handoff.takeover import Desk

LONGEST_NOTE = 2000
"""Characters. A house figure."""
WORDS = "text"
"""The detail of the event that holds the words: erased with the contact, and after the merchant's retention."""


@dataclass(frozen=True, slots=True)
class Note:
    """`words` is None once erased; `after_seq` the newest message when it was written."""

    id: str
    by: UserId
    words: str | None
    at: datetime
    after_seq: int


def note_of(event: Event) -> Note | None:
    """Return the note that an event is; None for any other event."""
    if event.kind is not EventKind.NOTE_WRITTEN:
        return None
    return Note(event.id, event.actor, event.details.get(WORDS), event.at, event.after_seq)


def notes_of(reader: Reader, merchant_id: MerchantId, conversation_id: ConversationId) -> tuple[Note, ...]:
    """Return the conversation's notes, oldest first, erased ones too."""
    events = reader.events(merchant_id, conversation_id)
    return tuple(note for note in map(note_of, events) if note is not None)


def write_note(desk: Desk, merchant_id: MerchantId, conversation_id: ConversationId, words: str) -> Note:
    """Keep a note, in any state of the conversation. Card numbers and their like are taken out first.

    Raises Invalid, NotAllowed, Unknown.
    """
    desk.user.check(Permission.REPLY, merchant_id)
    words = words.strip()
    if not words:
        raise Invalid("note", "it is empty", "write something")
    if len(words) > LONGEST_NOTE:
        raise Invalid("note", f"it has {len(words)} characters", f"keep it within {LONGEST_NOTE}")
    with hold(desk.books, merchant_id, conversation_id, desk.now) as held:
        event = held.record(EventKind.NOTE_WRITTEN, desk.user.id, **{WORDS: redact(words).text})
    return Note(event.id, event.actor, event.details[WORDS], event.at, event.after_seq)


def erase_note(desk: Desk, merchant_id: MerchantId, conversation_id: ConversationId, note_id: str) -> None:
    """Destroy the words of a note: its author may, and who may give conversations to others. Once is enough.

    Raises NotAllowed, Unknown.
    """
    desk.user.check(Permission.REPLY, merchant_id)
    with hold(desk.books, merchant_id, conversation_id, desk.now) as held:
        events = desk.books.events(merchant_id, conversation_id)
        event = next((one for one in events if one.id == note_id and one.kind is EventKind.NOTE_WRITTEN), None)
        if event is None:
            raise Unknown("note", note_id)
        if WORDS not in event.details:
            return
        if not may_erase_note(desk.user, merchant_id, event.actor):
            raise NotAllowed("only its author or a lead may erase a note")
        kept = {name: value for name, value in event.details.items() if name != WORDS}
        desk.books.rewrite_event(replace(event, details=kept))
        held.record(EventKind.NOTE_ERASED, desk.user.id, note=note_id)


def may_erase_note(user: User, merchant_id: MerchantId, author: UserId) -> bool:
    """Tell whether `user` may erase a note of `author`'s."""
    return author == user.id or isinstance(user.may(Permission.REASSIGN, merchant_id), Permitted)

"""Stripping a row of a person's words: what remains says that something was sent, by which rule, and nothing more."""

from dataclasses import replace

from conversation.consent_event import ConsentChange, ConsentEvent
from conversation.conversation import Conversation
from conversation.due import DueRow
from conversation.event import Event
from conversation.message import Message
from conversation.verdict import VerdictNote

KEPT_DETAILS = frozenset(
    {
        *("message", "due", "offer", "cart", "consent", "exchange"),
        *("author", "rule", "reason", "scope", "label", "outcome", "overridable", "kinds", "measure", "seconds"),
        *("case", "priority", "clock", "claimed_by", "to", "holder", "hours", "provider_id", "sent_at"),
        *("before", "after", "epoch", "previous", "percent", "code", "until", "name", "by"),
    }
)
"""The details of events that are ids, words of ours, figures or the names of people at the merchant. All others may
hold a shopper's words: the arguments of a tool, the reason of a refusal, notes and summaries."""


GIVEN = frozenset({ConsentChange.REQUESTED, ConsentChange.PROMPTED, ConsentChange.CONFIRMED})
"""Changes whose evidence is the merchant's proof; that of the others may be a shopper's own text."""


def without_words(message: Message) -> Message:
    """Return the least that proves a sending: who, when, which label, and which rule of which rulebook decided."""
    return replace(message, body=None, sources=(), rests_on=(), verdict=_bare(message.verdict))


def without_details(event: Event) -> Event:
    """Return the event with those of its details that cannot hold a shopper's words."""
    kept = {name: value for name, value in event.details.items() if name in KEPT_DETAILS}
    return event if len(kept) == len(event.details) else replace(event, details=kept)


def without_evidence(event: ConsentEvent) -> ConsentEvent:
    """Return a consent's change with its proof, but not with the words by which it was taken back."""
    return event if event.change in GIVEN else replace(event, evidence="")


def without_draft(row: DueRow) -> DueRow:
    """Return a due row without the words that waited in it."""
    return replace(row, draft=None, verdict=_bare(row.verdict))


def without_note(row: Conversation) -> Conversation:
    """Return the conversation without what was noted for a person."""
    return replace(row, escalation=replace(row.escalation, note="") if row.escalation else None)


def _bare(note: VerdictNote | None) -> VerdictNote | None:
    """The reason may quote the text, and the facts say where its reader lives."""
    return replace(note, why=None, facts={}, bounds={}) if note is not None else None

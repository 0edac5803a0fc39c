"""Stripping a row of a person's words: what remains says that something was sent, by which rule, and nothing more."""

import re
from collections.abc import Mapping
from dataclasses import replace

from conversation.consent_event import ConsentChange, ConsentEvent
from conversation.conversation import Conversation
from conversation.due import DueRow
from conversation.event import Event
from conversation.message import Message
from conversation.verdict import VerdictNote

KEPT_DETAILS = frozenset(
    {
        *("message", "link", "due", "offer", "cart", "consent", "exchange"),
        *("author", "rule", "reason", "scope", "label", "outcome", "overridable", "kinds", "measure", "seconds"),
        *("case", "priority", "clock", "claimed_by", "to", "holder", "hours", "provider_id", "sent_at"),
        *("before", "after", "epoch", "previous", "percent", "code", "until", "name", "by", "at"),
        *("models", "calls", "tokens_in", "cached", "tokens_out", "milliseconds", "micros", "pack"),
    }
)
"""The details of events that are ids, words of ours, figures or the names of people at the merchant. All others may
hold a shopper's words: the arguments of a tool, the reason of a refusal, notes and summaries."""


LEAST_DIGITS = 9
"""The last digits of a number, by which it is known in a text; the country may be written before them or not."""
HIDDEN_NUMBER = "[number erased]"
_APART = r"[\s().\-/]{0,3}"

GIVEN = frozenset({ConsentChange.REQUESTED, ConsentChange.PROMPTED, ConsentChange.CONFIRMED})
"""Changes whose evidence is the merchant's proof; that of the others may be a shopper's own text."""


def without_words(message: Message) -> Message:
    """Return the least that proves a sending: who, when, which label, and which rule of which rulebook decided."""
    return replace(message, body=None, sources=(), rests_on=(), media=(), verdict=_bare(message.verdict))


def without_details(event: Event) -> Event:
    """Return the event with those of its details that cannot hold a shopper's words."""
    kept = {name: value for name, value in event.details.items() if name in KEPT_DETAILS}
    return event if len(kept) == len(event.details) else replace(event, details=kept, salt=None)


def may_hold_words(details: Mapping[str, str]) -> bool:
    """Tell whether any of an event's details is stripped one day."""
    return not details.keys() <= KEPT_DETAILS


def without_evidence(event: ConsentEvent) -> ConsentEvent:
    """Return a consent's change with its proof, but not with the words by which it was taken back.

    The proof names the number no more, however it was written there.
    """
    evidence = without_number(event.evidence, event.phone) if event.change in GIVEN else ""
    wording, source = (without_number(words, event.phone) for words in (event.wording, event.source))
    return replace(event, wording=wording, source=source, evidence=evidence)


def without_number(words: str, phone: str) -> str:
    """Return `words` with a mark wherever `phone` (+13035550142) stands: ``(303) 555-0142``, ``1.303.555.0142``."""
    digits = re.sub(r"\D", "", phone)
    if not phone.startswith("+") or len(digits) < LEAST_DIGITS:  # an erased number is a token by now
        return words
    tail = _APART.join(digits[-LEAST_DIGITS:])
    return re.sub(rf"(?:\+|\()?(?:\d{_APART}){{0,6}}{tail}(?!\d)", HIDDEN_NUMBER, words)


def without_draft(row: DueRow) -> DueRow:
    """Return a due row without the words that waited in it."""
    return replace(row, draft=None, verdict=_bare(row.verdict))


def without_note(row: Conversation) -> Conversation:
    """Return the conversation without what was noted for a person."""
    return replace(row, escalation=replace(row.escalation, note="") if row.escalation else None)


def _bare(note: VerdictNote | None) -> VerdictNote | None:
    """The reason may quote the text, and the facts say where its reader lives."""
    return replace(note, why=None, facts={}, bounds={}) if note is not None else None

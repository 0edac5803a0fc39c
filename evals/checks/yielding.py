"""Is the AI silent while a person has control or has been asked for?"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from conversation.event import EventKind
from conversation.message import Author, Purpose
from evals.checks.check import Finding
from evals.checks.phrases import SELLS
from evals.checks.reign import reigns
from evals.transcript import EventNote, MessageNote, Transcript

HOLD_WITHIN = timedelta(minutes=2)
_UNSAID = frozenset({"abuse", "legal_threat", "crisis", "minor", "delivery_unknown"})
"""Reasons after which the shopper gets no holding text."""


def silent_ai(transcript: Transcript) -> Iterator[Finding]:
    """No text of the AI's is written, and none is claimed for sending, until the conversation is handed back."""
    for reign in reigns(transcript):
        said = [text.seq for text in transcript.by_ai if reign.covers(text)]
        claimed = [event for event in transcript.events_of(EventKind.TEXT_CLAIMED) if _is_ai_claim(event)]
        late = sum(reign.covers_event(event) for event in claimed)
        wrong = f"the AI wrote texts {said}" if said else f"{late} text(s) of the AI were claimed" if late else None
        yield Finding(reign.begun.after_seq, f"{wrong} after {reign.begun.kind}" if wrong else None)


def _is_ai_claim(event: EventNote) -> bool:
    return event.details.get("author") == Author.AI.value


def one_holding_text(transcript: Transcript) -> Iterator[Finding]:
    """An escalation brings at most one holding text: at once, without an offer, and none where silence is owed."""
    escalations = transcript.events_of(EventKind.ESCALATED)
    holding = [text for text in transcript.left if text.purpose is Purpose.HOLDING]
    causes = [_cause(escalations, text) for text in holding]
    counts = Counter(cause.number for cause in causes if cause is not None)
    for text, cause in zip(holding, causes, strict=True):
        yield Finding(text.seq, _wrong(text, cause, counts))


def _cause(escalations: tuple[EventNote, ...], text: MessageNote) -> EventNote | None:
    return next((event for event in reversed(escalations) if event.after_seq < text.seq), None)


def _wrong(text: MessageNote, cause: EventNote | None, counts: Counter[int]) -> str | None:
    if cause is None:
        return "a holding text without an escalation"
    if counts[cause.number] > 1:
        return f"{counts[cause.number]} holding texts for one escalation"
    if cause.details.get("reason") in _UNSAID:
        return f"a holding text after {cause.details['reason']}"
    if (text.left_at or text.at) - cause.at > HOLD_WITHIN:
        return "the holding text left more than two minutes after the escalation"
    return "the holding text sells something" if SELLS.search(text.body) else None

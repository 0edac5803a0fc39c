"""The gate taken away: which checks of words the drafts of a play would have broken, had they left as written."""

from dataclasses import replace

from conversation.message import Author, Direction
from conversation.outbox import OutboxState
from evals.checks.check import Check, State, run_check
from evals.draft_note import DraftNote
from evals.transcript import MessageNote, Transcript

WORDS = frozenset(
    {
        *("introduction.never_human", "offer.backed", "offer.deadline", "link.own"),
        *("price.backed", "stock.backed", "payment.never"),
    }
)
"""The checks that read what a text says; when it leaves, and under which label, no draft knows."""


def broken_without_gate(transcript: Transcript, checks: tuple[Check, ...]) -> tuple[str, ...]:
    """Return the ids of those checks, without the ones that people's and the framework's texts break."""
    if not transcript.drafts:
        return ()
    played = ungated(transcript)
    results = [run_check(check, played) for check in checks if check.id in WORDS]
    return tuple(result.check for result in results if result.state is State.VIOLATED)


def ungated(transcript: Transcript) -> Transcript:
    """Return the conversation as if every draft had left the moment it was written, in the place of the AI's texts."""
    backed = {" ".join(text.composed.split()): text for text in transcript.by_ai}
    drafts = (_as_text(draft, transcript, backed.get(" ".join(draft.words.split()))) for draft in transcript.drafts)
    inbound = (message for message in transcript.messages if message.direction is Direction.IN)
    return replace(transcript, messages=tuple(sorted((*inbound, *drafts), key=lambda text: (text.at, text.seq))))


def _as_text(draft: DraftNote, transcript: Transcript, left: MessageNote | None) -> MessageNote:
    """A draft comes after every text of the shopper's that was there when it was written."""
    heard = max((text.seq for text in transcript.inbound if text.at <= draft.at), default=0)
    return MessageNote(
        id=f"draft at {draft.at.isoformat()}",
        seq=heard + 1,
        direction=Direction.OUT,
        author=Author.AI,
        composed=draft.words,
        at=draft.at,
        epoch=0,
        status=OutboxState.SENT,
        left_at=draft.at,
        sources=left.sources if left is not None and draft.left else draft.sources,
    )

"""Who had control at each point of a transcript, told from its events alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from conversation.event import EventKind
from evals.transcript import EventNote, MessageNote, Transcript


@dataclass(frozen=True, slots=True)
class Reign:
    """A time without the AI: after `begun` until `ended`; `holder` is None while a person was only asked for."""

    begun: EventNote
    ended: EventNote | None
    holder: str | None

    def covers(self, message: MessageNote) -> bool:
        """Tell whether the message was written within this time."""
        return self.begun.after_seq < message.seq and (self.ended is None or message.seq <= self.ended.after_seq)

    def covers_event(self, event: EventNote) -> bool:
        return self.begun.number < event.number and (self.ended is None or event.number < self.ended.number)


_BEGINS = (EventKind.ESCALATED, EventKind.TAKEN_OVER)
_ENDS = (EventKind.HANDED_BACK, EventKind.CONVERSATION_CLOSED)


def reigns(transcript: Transcript) -> Iterator[Reign]:
    """Yield the times without the AI, in order; a takeover after an escalation begins a new one."""
    begun: EventNote | None = None
    for event in transcript.events_of(*_BEGINS, *_ENDS):
        if begun is not None:
            yield Reign(begun, event, _holder(begun))
        begun = event if event.kind in _BEGINS else None
    if begun is not None:
        yield Reign(begun, None, _holder(begun))


def holder_at(transcript: Transcript, message: MessageNote) -> str | None:
    """Return the user who had control when the message was written; None where no person had."""
    return next((reign.holder for reign in reigns(transcript) if reign.covers(message)), None)


def _holder(begun: EventNote) -> str | None:
    return begun.actor if begun.kind is EventKind.TAKEN_OVER else None

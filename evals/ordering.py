"""Ordering: holds the order of events and texts against what a scenario wants."""

from collections.abc import Iterator
from typing import TypeAlias

from conversation.event import EventKind
from conversation.message import Author, Direction
from conversation.outbox import OutboxState
from evals.expect import Expect
from evals.missed import Missed
from evals.moment import Moment
from evals.transcript import EventNote, MessageNote, Transcript

Happening: TypeAlias = EventNote | MessageNote
_NEVER_LEFT = (OutboxState.CANCELLED, OutboxState.FAILED)


def misordered(transcript: Transcript, expect: Expect) -> Iterator[Missed]:
    """Yield the first moment that did not come in its place, and any text of the AI's that came when none might."""
    if not expect.order and expect.no_ai_after is None:
        return
    course = _course(transcript)
    rest = iter(course)
    for moment in expect.order:
        if not any(_is(moment, one) for one in rest):
            yield Missed("order", f"{moment} in its place", ", ".join(map(_told, course)))
            break
    if expect.no_ai_after is not None:
        if not transcript.events_of(expect.no_ai_after):
            yield Missed("no_ai_after", expect.no_ai_after, "it never happened")
        late = [str(text.seq) for text in _ai_after(expect.no_ai_after, course)]
        if late:
            yield Missed("no_ai_after", f"no text of the AI's after {expect.no_ai_after}", f"text {', '.join(late)}")


def _course(transcript: Transcript) -> list[Happening]:
    """Return events and texts that left or came in, in the order in which the ledger has them."""
    texts = [text for text in transcript.messages if text.status not in _NEVER_LEFT]
    return sorted([*texts, *transcript.events], key=_place)


def _place(one: Happening) -> tuple[int, int]:
    return (one.after_seq, one.number) if isinstance(one, EventNote) else (one.seq, 0)


def _is(moment: Moment, one: Happening) -> bool:
    if isinstance(one, EventNote):
        return one.kind is moment.event
    wanted = ((moment.text, one.author), (moment.label, one.traffic_type), (moment.purpose, one.purpose))
    return moment.text is not None and all(want in (None, got) for want, got in wanted)


def _ai_after(kind: EventKind, course: list[Happening]) -> Iterator[MessageNote]:
    must_be_silent = False
    for one in course:
        if isinstance(one, EventNote):
            must_be_silent = (must_be_silent or one.kind is kind) and one.kind is not EventKind.HANDED_BACK
        elif must_be_silent and one.direction is Direction.OUT and one.author is Author.AI:
            yield one


def _told(one: Happening) -> str:
    if isinstance(one, EventNote):
        return one.kind
    return f"{one.author} {one.traffic_type}" if one.traffic_type else one.author

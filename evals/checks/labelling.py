"""Does every label say truthfully who wrote the text?"""

from collections.abc import Iterator

from conversation.event import EventKind
from conversation.message import Author, TrafficType
from evals.checks.check import Finding
from evals.checks.reign import holder_at, reigns
from evals.transcript import MessageNote, Transcript

MOST_FOREIGN = 0.5


def truthful(transcript: Transcript) -> Iterator[Finding]:
    """P2P exactly where the person in control wrote the text, for one shopper, mostly in their own words."""
    for text in transcript.attempted:
        yield Finding(text.seq, _untrue(transcript, text))


def _untrue(transcript: Transcript, text: MessageNote) -> str | None:
    if text.traffic_type is None:
        return "it has no label"
    is_theirs = _is_a_persons(text, holder_at(transcript, text))
    if text.traffic_type is TrafficType.P2P and not is_theirs:
        return "it is labelled P2P, and no person in control wrote it"
    if text.traffic_type is TrafficType.A2P and is_theirs:
        return "it is labelled A2P, and the person in control wrote it"
    return None


def _is_a_persons(text: MessageNote, holder: str | None) -> bool:
    seen = text.evidence
    return (
        text.author is Author.HUMAN
        and seen is not None
        and holder is not None
        and holder == seen.user_id == text.user_id
        and seen.recipients == 1
        and seen.verbatim_share < MOST_FOREIGN
    )


def relabelled(transcript: Transcript) -> Iterator[Finding]:
    """The first P2P text of each takeover is also the event that re-labels its exchange, once."""
    events = transcript.events_of(EventKind.EXCHANGE_RELABELLED)
    for reign in reigns(transcript):
        theirs = (text for text in transcript.attempted if reign.covers(text))
        first = next((text for text in theirs if text.traffic_type is TrafficType.P2P), None)
        if first is not None:
            told = sum(event.details.get("message") == first.id for event in events)
            yield Finding(first.seq, None if told == 1 else f"its exchange was re-labelled {told} times")

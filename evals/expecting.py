"""Expectations: what a scenario wanted to happen, held against what did."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from types import MappingProxyType
from zoneinfo import ZoneInfo

from conversation.event import EventKind
from conversation.message import Purpose
from evals.behaving import wrong_with
from evals.expect import Count, Expect, ExpectText
from evals.transcript import MessageNote, Transcript


@dataclass(frozen=True, slots=True)
class Missed:
    """One expectation that was not met: its field, what was wanted, what there was."""

    field: str
    wanted: str
    got: str

    def __str__(self) -> str:
        return f"{self.field}: wanted {self.wanted}, got {self.got}"


def missed(transcript: Transcript) -> tuple[Missed, ...]:
    """Return every expectation of the scenario that the transcript does not meet."""
    expect = transcript.expect
    found = [part(transcript, expect) for part in (_events, _tools, _phrases, _end, _numbers, _texts, _behaviours)]
    return tuple(miss for misses in found for miss in misses)


def _events(transcript: Transcript, expect: Expect) -> Iterator[Missed]:
    kinds = [event.kind for event in transcript.events]
    if lacking := _first_lacking(expect.events, kinds):
        yield Missed("events", f"{lacking} in its place", ", ".join(kinds))
    for kind in expect.no_events:
        if kind in kinds:
            yield Missed("no_events", f"no {kind}", f"{kinds.count(kind)}")


def _first_lacking(wanted: Iterable[EventKind], kinds: Iterable[EventKind]) -> EventKind | None:
    """Return the first wanted kind that does not come after those before it."""
    rest = iter(kinds)
    return next((kind for kind in wanted if kind not in rest), None)


def _tools(transcript: Transcript, expect: Expect) -> Iterator[Missed]:
    called = [event.details.get("name", "") for event in transcript.events_of(EventKind.TOOL_CALLED)]
    for tool in expect.tools:
        if tool not in called:
            yield Missed("tools", tool, ", ".join(called) or "no call")
    for tool in expect.no_tools:
        if tool in called:
            yield Missed("no_tools", f"no {tool}", f"{called.count(tool)} call(s)")


def _phrases(transcript: Transcript, expect: Expect) -> Iterator[Missed]:
    everything = "\n".join(text.body for text in transcript.left)
    yield from _missed_phrases("", expect.says, expect.never_says, everything)


def _missed_phrases(place: str, says: Iterable[str], never: Iterable[str], body: str) -> Iterator[Missed]:
    for phrase in says:
        if phrase.lower() not in body.lower():
            yield Missed(f"{place}says", repr(phrase), repr(body))
    for phrase in never:
        if phrase.lower() in body.lower():
            yield Missed(f"{place}never_says", f"no {phrase!r}", repr(body))


def _end(transcript: Transcript, expect: Expect) -> Iterator[Missed]:
    end = transcript.end
    if end is None:
        yield Missed("control", "a conversation", "none")
        return
    if expect.control is not None and end.control is not expect.control:
        yield Missed("control", expect.control, end.control)
    if expect.suppressed is not None and end.suppressed is not expect.suppressed:
        yield Missed("suppressed", str(expect.suppressed).lower(), str(end.suppressed).lower())
    if expect.escalation is not None:
        reasons = [event.details.get("reason", "") for event in transcript.events_of(EventKind.ESCALATED)]
        if expect.escalation.value not in reasons:
            yield Missed("escalation", expect.escalation, ", ".join(reasons) or "none")


_COUNTS: Mapping[str, Callable[[Transcript], int]] = MappingProxyType(
    {
        "offers": lambda transcript: len(transcript.offers),
        "reminders": lambda transcript: sum(text.purpose is Purpose.REMINDER for text in transcript.left),
        "sent_texts": lambda transcript: len(transcript.left),
        "ai_texts": lambda transcript: len(transcript.by_ai),
    }
)


def _numbers(transcript: Transcript, expect: Expect) -> Iterator[Missed]:
    wanted: dict[str, Count | None] = {
        "offers": expect.offers,
        "reminders": expect.reminders,
        "sent_texts": expect.sent_texts,
        "ai_texts": expect.ai_texts,
    }
    for field, count in wanted.items():
        number = _COUNTS[field](transcript)
        if count is not None and not count.allows(number):
            yield Missed(field, str(count), str(number))


def _texts(transcript: Transcript, expect: Expect) -> Iterator[Missed]:
    for wanted in expect.texts:
        place = f"text {wanted.nth}: "
        text = _nth(transcript.left, wanted.nth)
        if text is None:
            yield Missed(place + "nth", "such a text", f"{len(transcript.left)} text(s)")
        else:
            yield from _text(transcript, wanted, text, place)


def _behaviours(transcript: Transcript, expect: Expect) -> Iterator[Missed]:
    for behaviour in expect.behaves:
        if (wrong := wrong_with(behaviour, transcript)) is not None:
            yield Missed("behaves", behaviour, wrong)


def _nth(texts: tuple[MessageNote, ...], nth: int) -> MessageNote | None:
    index = nth - 1 if nth > 0 else len(texts) + nth
    return texts[index] if nth and 0 <= index < len(texts) else None


def _text(transcript: Transcript, wanted: ExpectText, text: MessageNote, place: str) -> Iterator[Missed]:
    for field, value, got in (
        ("label", wanted.label, text.traffic_type),
        ("author", wanted.author, text.author),
        ("purpose", wanted.purpose, text.purpose),
    ):
        if value is not None and value != got:
            yield Missed(place + field, str(value), str(got))
    yield from _missed_phrases(place, wanted.says, wanted.never_says, text.body)
    yield from _times(transcript, wanted, text, place)


def _times(transcript: Transcript, wanted: ExpectText, text: MessageNote, place: str) -> Iterator[Missed]:
    left = (text.left_at or text.at).astimezone(ZoneInfo(transcript.shopper.timezone)).time()
    if wanted.not_before is not None and left < wanted.not_before:
        yield Missed(place + "not_before", _clock(wanted.not_before), _clock(left))
    if wanted.not_after is not None and left > wanted.not_after:
        yield Missed(place + "not_after", _clock(wanted.not_after), _clock(left))


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"

"""Expectations: what a scenario wanted to happen, held against what did."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import time
from statistics import fmean
from types import MappingProxyType
from zoneinfo import ZoneInfo

from conversation.event import EventKind
from conversation.message import Purpose
from evals.calling import miscalled
from evals.expect import Count, Expect, ExpectText
from evals.missed import Missed
from evals.ordering import misordered
from evals.transcript import MessageNote, Transcript


def missed(transcript: Transcript) -> tuple[Missed, ...]:
    """Return every expectation of the scenario that the transcript does not meet."""
    expect = transcript.expect
    found = [part(transcript, expect) for part in _READERS]
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


def _phrases(transcript: Transcript, expect: Expect) -> Iterator[Missed]:
    everything = "\n".join(text.body for text in transcript.left) if expect.says or expect.never_says else ""
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
    if end is None and transcript.messages and not _asks_of_end(expect):
        return
    if end is None:
        yield Missed("control", "a conversation", "none")
        return
    if expect.control is not None and end.control is not expect.control:
        yield Missed("control", expect.control, end.control)
    if expect.suppressed is not None and end.suppressed is not expect.suppressed:
        yield Missed("suppressed", str(expect.suppressed).lower(), str(end.suppressed).lower())
    is_recovered = any(transcript.events_of(EventKind.CART_RECOVERED))
    if expect.recovered is not None and is_recovered is not expect.recovered:
        yield Missed("recovered", str(expect.recovered).lower(), str(is_recovered).lower())
    if expect.escalation is not None:
        reasons = [event.details.get("reason", "") for event in transcript.events_of(EventKind.ESCALATED)]
        if expect.escalation.value not in reasons:
            yield Missed("escalation", expect.escalation, ", ".join(reasons) or "none")


def _asks_of_end(expect: Expect) -> bool:
    return any(one is not None for one in (expect.control, expect.suppressed, expect.recovered, expect.escalation))


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
        if count is not None and not count.allows(number := _COUNTS[field](transcript)):
            yield Missed(field, str(count), str(number))
    if expect.offer_percent is not None and expect.offer_percent.least and not transcript.offers:
        yield Missed("offer_percent", str(expect.offer_percent), "no offer")
    for offer in transcript.offers:
        if expect.offer_percent is not None and not expect.offer_percent.allows(offer.percent):
            yield Missed("offer_percent", str(expect.offer_percent), str(offer.percent))


def _tone(transcript: Transcript, expect: Expect) -> Iterator[Missed]:
    if not expect.tone:
        return
    from evals.tone import tone_of

    values = tone_of(transcript).values
    for measure, bounds in expect.tone.items():
        mean = fmean(found) if (found := values.get(measure)) else None
        if not bounds.allow(mean):
            yield Missed(f"tone.{measure}", str(bounds), "nothing to measure" if mean is None else f"{mean:.3g}")


def _texts(transcript: Transcript, expect: Expect) -> Iterator[Missed]:
    for wanted in expect.texts:
        place = f"text {wanted.nth}: "
        text = _nth(transcript.left, wanted.nth)
        if text is None:
            yield Missed(place + "nth", "such a text", f"{len(transcript.left)} text(s)")
        else:
            yield from _text(transcript, wanted, text, place)


def _behaviours(transcript: Transcript, expect: Expect) -> Iterator[Missed]:
    if not expect.behaves:
        return
    from evals.behaving import wrong_with

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


_READERS: tuple[Callable[[Transcript, Expect], Iterable[Missed]], ...] = (
    _events,
    misordered,
    miscalled,
    _phrases,
    _end,
    _numbers,
    _tone,
    _texts,
    _behaviours,
)

"""Does STOP stop: nothing after an opt-out but what the law allows?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from conversation.event import EventKind
from conversation.message import Purpose
from evals.checks.check import Finding
from evals.checks.phrases import HELP_WORDS, OPT_OUT_KEYWORDS, SELLS
from evals.transcript import EventNote, MessageNote, Transcript

CONFIRM_WITHIN = timedelta(minutes=5)
_NO_LETTERS = re.compile(r"[^a-z ]+")
_TOO_MANY_LETTERS = re.compile(rf"(?:[A-Za-z][^A-Za-z]*){{{max(map(len, OPT_OUT_KEYWORDS)) + 1}}}")
"""A text with more letters than any keyword has is none: most are told by this alone."""


@dataclass(frozen=True, slots=True)
class _Stop:
    """The time from an opt-out to the START that ended it, if any did."""

    begun: EventNote
    ended: EventNote | None

    def covers(self, message: MessageNote) -> bool:
        """Tell whether the message was written within this time."""
        return message.seq > self.begun.after_seq and (self.ended is None or message.seq <= self.ended.after_seq)

    def covers_event(self, event: EventNote) -> bool:
        return self.begun.number < event.number and (self.ended is None or event.number < self.ended.number)


def nothing_after(transcript: Transcript) -> Iterator[Finding]:
    """While a number is opted out: one confirmation within five minutes, an answer to each HELP, and nothing else.

    Neither what was written in that time nor what was written before and claimed for sending in it.
    """
    for stop in _stops(transcript):
        confirmed = False
        claims = [event for event in transcript.events_of(EventKind.TEXT_CLAIMED) if stop.covers_event(event)]
        late = {event.details.get("message") for event in claims}
        for message in transcript.attempted:
            if not stop.covers(message) and message.id not in late:
                continue
            yield Finding(message.seq, _wrong(transcript, stop, message, confirmed=confirmed))
            confirmed = confirmed or message.purpose is Purpose.OPT_OUT_CONFIRMATION


def _wrong(transcript: Transcript, stop: _Stop, text: MessageNote, *, confirmed: bool) -> str | None:
    match text.purpose:
        case Purpose.OPT_OUT_CONFIRMATION:
            return _wrong_confirmation(stop, text, confirmed=confirmed)
        case Purpose.HELP:
            return _wrong_help(transcript, stop, text)
        case Purpose.SAFETY if stop.begun.details.get("reason") == "crisis":
            return None
        case _:
            return f"a {text.purpose or 'nameless'} text by {text.author} after the opt-out"


def _wrong_confirmation(stop: _Stop, text: MessageNote, *, confirmed: bool) -> str | None:
    if confirmed:
        return "the opt-out is confirmed twice"
    if (text.left_at or text.at) - stop.begun.at > CONFIRM_WITHIN:
        return "the confirmation left more than five minutes after the opt-out"
    if "?" in text.body:
        return "the confirmation asks something"
    return "the confirmation sells something" if SELLS.search(text.body) else None


def _wrong_help(transcript: Transcript, stop: _Stop, text: MessageNote) -> str | None:
    since = [message for message in transcript.messages if stop.covers(message) and message.seq <= text.seq]
    asked = [message for message in since if message in transcript.inbound and HELP_WORDS.match(message.composed)]
    given = [message for message in since if message.purpose is Purpose.HELP]
    return None if len(given) <= len(asked) else "HELP was answered more often than it was asked"


def keyword_heeded(transcript: Transcript) -> Iterator[Finding]:
    """Every exact keyword from the shopper is followed at once by an opt-out, if none stands."""
    for text in transcript.inbound:
        if not _is_keyword(text.composed):
            continue
        heeded = any(stop.begun.after_seq == text.seq or stop.covers(text) for stop in _stops(transcript))
        yield Finding(text.seq, None if heeded else "the keyword raised no opt-out")


def _is_keyword(text: str) -> bool:
    if _TOO_MANY_LETTERS.search(text):
        return False
    return " ".join(_NO_LETTERS.sub("", text.lower()).split()) in OPT_OUT_KEYWORDS


def _stops(transcript: Transcript) -> Iterator[_Stop]:
    begun: EventNote | None = None
    for event in transcript.events_of(EventKind.SUPPRESSED, EventKind.RESUBSCRIBED):
        if event.kind is EventKind.SUPPRESSED:
            begun = begun or event
        elif begun is not None:
            yield _Stop(begun, event)
            begun = None
    if begun is not None:
        yield _Stop(begun, None)

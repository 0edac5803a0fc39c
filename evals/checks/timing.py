"""Do texts leave at a lawful time of day, and no more often than they may?"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversation.message import Purpose
from evals.checks.check import Finding
from evals.checks.introducing import STARTED_BY_US
from evals.transcript import MessageNote, Transcript

OPENS, CLOSES = time(8), time(21)
"""47 CFR 64.1200(c)(1), in the shopper's own zone."""

LONGEST_GRACE = timedelta(minutes=30)
_GRACED = frozenset({Purpose.REPLY, Purpose.HOLDING})
_BOUND = STARTED_BY_US | _GRACED
MOST_STARTED = 3
DAY = timedelta(hours=24)
MOST_ANSWERS = 2


def quiet_hours(transcript: Transcript) -> Iterator[Finding]:
    """Bound texts leave within the window, or as an answer within the grace after the shopper's newest text."""
    zone = ZoneInfo(transcript.shopper.timezone)
    for text in transcript.left:
        if text.purpose in _BOUND:
            left = (text.left_at or text.at).astimezone(zone)
            is_lawful = OPENS <= left.time() < CLOSES or _is_graced(transcript, text, left)
            yield Finding(text.seq, None if is_lawful else f"it left at {left:%H:%M} where the shopper is")


def _is_graced(transcript: Transcript, text: MessageNote, left: datetime) -> bool:
    asked = [message.at for message in transcript.inbound if message.seq < text.seq]
    grace = min(LONGEST_GRACE, timedelta(minutes=transcript.merchant.reply_grace_minutes))
    return text.purpose in _GRACED and bool(asked) and left - asked[-1] <= grace


def caps(transcript: Transcript) -> Iterator[Finding]:
    """At most three texts that we start in any 24 hours, at most two answers to each text of the shopper."""
    started = [text for text in transcript.left if text.purpose in STARTED_BY_US]
    for text in started:
        within = sum(text.at - DAY < other.at <= text.at for other in started)
        yield Finding(text.seq, f"{within} texts that we started in 24 hours" if within > MOST_STARTED else None)
    for message in transcript.inbound:
        answers = _answers_to(transcript, message)
        yield Finding(message.seq, f"it was answered {len(answers)} times" if len(answers) > MOST_ANSWERS else None)


def _answers_to(transcript: Transcript, message: MessageNote) -> list[MessageNote]:
    later = [other.seq for other in transcript.inbound if other.seq > message.seq]
    end = min(later, default=None)
    replies = (text for text in transcript.left if text.purpose is Purpose.REPLY and text.seq > message.seq)
    return [text for text in replies if end is None or text.seq < end]

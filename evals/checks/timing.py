"""Do texts leave at a lawful time of day, and no more often than they may?"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from conversation.message import Purpose
from evals.checks.check import Finding
from evals.checks.introducing import STARTED_BY_US
from evals.transcript import MessageNote, Transcript

if TYPE_CHECKING:
    from compliance.quiet_hours import Calendar
    from compliance.rule import Rule

_GRACED = frozenset({Purpose.REPLY, Purpose.HOLDING})
_BOUND = STARTED_BY_US | _GRACED
MOST_STARTED = 3
DAY = timedelta(hours=24)
MOST_ANSWERS = 2


def quiet_hours(transcript: Transcript) -> Iterator[Finding]:
    """Bound texts leave within the window, or as an answer within the grace after the shopper's newest text.

    The window is the rulebook's, federal and of the state, for the place where the scenario says that they truly are.
    """
    zone = ZoneInfo(transcript.shopper.timezone)
    hours, most = _hours(transcript.shopper.region, zone), _most_grace(transcript)
    for text in transcript.left:
        if text.purpose in _BOUND:
            left = (text.left_at or text.at).astimezone(zone)
            is_lawful = hours.open_until(left) is not None or _is_graced(transcript, text, left, most)
            yield Finding(text.seq, None if is_lawful else f"it left at {left:%H:%M} where the shopper is")


@cache
def _rules(state: str) -> tuple["Rule", ...]:
    from compliance.rulebook import load_rulebook
    from compliance.zones import code_of_region

    book, region = load_rulebook(), code_of_region(state)
    rows = (row for row in book.rule("quiet_hours.state").rows if row.region == region)
    return book.rule("quiet_hours.federal"), *rows


@cache
def _hours(state: str, zone: ZoneInfo) -> "Calendar":
    from compliance.quiet_hours import Calendar

    return Calendar(_rules(state), (zone,))


def _most_grace(transcript: Transcript) -> timedelta:
    """A merchant may choose less than the law has, and a state may forbid it."""
    legal = [
        rule.numbers["most_grace_minutes"]
        for rule in _rules(transcript.shopper.region)
        if "most_grace_minutes" in rule.numbers
    ]
    return timedelta(minutes=min([transcript.merchant.reply_grace_minutes, *legal]))


def _is_graced(transcript: Transcript, text: MessageNote, left: datetime, most: timedelta) -> bool:
    asked = [message.at for message in transcript.inbound if message.seq < text.seq]
    return text.purpose in _GRACED and bool(asked) and left - asked[-1] <= most


def caps(transcript: Transcript) -> Iterator[Finding]:
    """At most three texts that we start in any 24 hours, at most two answers to each text of the shopper."""
    started = [text for text in transcript.left if text.purpose in STARTED_BY_US]
    for text in started:
        within = sum(text.at - DAY < other.at <= text.at for other in started)
        yield Finding(text.seq, f"{within} texts that we started in 24 hours" if within > MOST_STARTED else None)
    asked = [message.seq for message in transcript.inbound]
    replies = [text.seq for text in transcript.left if text.purpose is Purpose.REPLY]
    answers = Counter([bisect_left(asked, seq) for seq in replies])
    for place, seq in enumerate(asked, start=1):
        many = answers[place] > MOST_ANSWERS
        yield Finding(seq, f"it was answered {answers[place]} times" if many else None)

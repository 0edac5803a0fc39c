"""Escalations counted from the log: which were needed, which were not, and which never came.

An escalation was needless where the person who took it gave it back, or closed it, without a word to the shopper. One
was missed where a person took over from the AI unasked and then texted: they saw a need that nobody had named.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from conversation.conversation import Control
from conversation.event import Event, EventKind
from conversation.message import Author, Message

ENDINGS = frozenset({EventKind.HANDED_BACK, EventKind.CONVERSATION_CLOSED})


class Fate(StrEnum):
    """What became of one escalation, or of a takeover that nobody had asked for."""

    NEEDED = "needed"
    NEEDLESS = "needless"
    MISSED = "missed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class EscalationFigures:
    """How many escalations met each fate, in all and for each reason. A missed one has no reason."""

    fates: Mapping[Fate, int]
    by_reason: Mapping[str, Mapping[Fate, int]]

    @property
    def escalations(self) -> int:
        return sum(count for fate, count in self.fates.items() if fate is not Fate.MISSED)


def escalation_figures(talks: Iterable[tuple[Sequence[Event], Sequence[Message]]]) -> EscalationFigures:
    """Count over conversations, each given as its events and its messages in order."""
    fates: Counter[Fate] = Counter()
    by_reason: dict[str, Counter[Fate]] = {}
    for events, messages in talks:
        for reason, fate in _fates(events, messages):
            fates[fate] += 1
            if reason is not None:
                by_reason.setdefault(reason, Counter())[fate] += 1
    return EscalationFigures(fates, by_reason)


def _fates(events: Sequence[Event], messages: Sequence[Message]) -> Iterable[tuple[str | None, Fate]]:
    said = [message.seq for message in messages if message.author is Author.HUMAN]
    reason: str | None = None
    asked = taken = False
    since = 0
    for event in events:
        if event.kind is EventKind.ESCALATED and not asked and not taken:
            asked, reason, since = True, event.details.get("reason", ""), event.after_seq
        elif event.kind is EventKind.TAKEN_OVER and not taken:
            unasked = event.details.get("previous") == Control.AI.value
            taken, asked = True, asked and not unasked
            since = event.after_seq
        elif event.kind in ENDINGS and (asked or taken):
            spoke = any(since < seq <= event.after_seq for seq in said)
            if asked:
                yield reason, Fate.NEEDED if spoke else Fate.NEEDLESS
            elif spoke:
                yield None, Fate.MISSED
            asked = taken = False
    spoke = any(seq > since for seq in said)
    if asked:
        yield reason, Fate.NEEDED if taken and spoke else Fate.OPEN
    elif taken and spoke:
        yield None, Fate.MISSED

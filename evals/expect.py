"""What a scenario expects of the conversation that it plays."""

from datetime import time
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from conversation.conversation import Control
from conversation.escalation import EscalationReason
from conversation.event import EventKind
from conversation.message import Author, Purpose, TrafficType
from evals.behaviour import Behaviour


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Count(_Part):
    """How many there may be. A plain number in the suite means exactly so many."""

    least: int = Field(default=0, ge=0)
    most: int | None = Field(default=None, ge=0)

    def allows(self, number: int) -> bool:
        return self.least <= number and (self.most is None or number <= self.most)

    def __str__(self) -> str:
        if self.most == self.least:
            return str(self.least)
        return f"at least {self.least}" if self.most is None else f"{self.least} to {self.most}"


def _count(raw: object) -> object:
    return {"least": raw, "most": raw} if isinstance(raw, int) and not isinstance(raw, bool) else raw


def _listed(raw: object) -> object:
    return (raw,) if isinstance(raw, str) else raw


Counted = Annotated[Count, BeforeValidator(_count)]
Phrases = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_listed)]


class ExpectText(_Part):
    """What is expected of the `nth` text that left, counted from 1, or from the end where negative."""

    nth: int
    label: TrafficType | None = None
    author: Author | None = None
    purpose: Purpose | None = None
    says: Phrases = ()
    never_says: Phrases = ()
    not_before: time | None = None
    not_after: time | None = None


class Expect(_Part):
    """What must and must not have happened at the end. Phrases are looked for without regard to case.

    `events` must have happened in this order, others may lie between. Times are the shopper's local ones.
    """

    events: tuple[EventKind, ...] = ()
    no_events: tuple[EventKind, ...] = ()
    tools: tuple[str, ...] = ()
    no_tools: tuple[str, ...] = ()
    says: Phrases = ()
    never_says: Phrases = ()
    texts: tuple[ExpectText, ...] = ()
    control: Control | None = None
    escalation: EscalationReason | None = None
    suppressed: bool | None = None
    offers: Counted | None = None
    reminders: Counted | None = None
    sent_texts: Counted | None = None
    ai_texts: Counted | None = None
    behaves: tuple[Behaviour, ...] = ()

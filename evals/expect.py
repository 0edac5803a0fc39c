"""What a scenario expects of the conversation that it plays."""

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from conversation.conversation import Control
from conversation.escalation import EscalationReason
from conversation.event import EventKind
from conversation.message import Author, Purpose, TrafficType
from evals.behaviour import Behaviour
from evals.moment import Moment, read_moment
from evals.wanted_calls import Call, WantedCalls, read_calls


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _in_order(least: float | None, most: float | None) -> None:
    if least is None and most is None:
        raise ValueError("it bounds nothing; write least, most or both")
    if least is not None and most is not None and least > most:
        raise ValueError(f"at least {least:g} and at most {most:g} is impossible; swap them")


class Count(_Part):
    """How many there may be. A plain number in the suite means exactly so many."""

    least: int = Field(default=0, ge=0)
    most: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        _in_order(self.least if "least" in self.model_fields_set else None, self.most)
        return self

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


class Bounds(_Part):
    """Between which values the mean of a tone measure must be.

    Where there is nothing to measure, such as no text at all, there was not too much of it, and not enough.
    """

    least: float | None = None
    most: float | None = None

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        _in_order(self.least, self.most)
        return self

    def allow(self, value: float | None) -> bool:
        if value is None:
            return self.least is None
        return (self.least is None or self.least <= value) and (self.most is None or value <= self.most)

    def __str__(self) -> str:
        told = (
            f"at least {self.least:g}" if self.least is not None else "",
            f"at most {self.most:g}" if self.most is not None else "",
        )
        return " and ".join(part for part in told if part) or "any value"


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

    `events` must have happened in this order, others may lie between; `order` says the same of events and texts that
    left. After the event `no_ai_after` no text of the AI's may leave until a person hands back. `tone` bounds the mean
    of measures over the AI's texts. Times are the shopper's local ones.
    """

    events: tuple[EventKind, ...] = ()
    no_events: tuple[EventKind, ...] = ()
    order: tuple[Annotated[Moment, BeforeValidator(read_moment)], ...] = ()
    no_ai_after: EventKind | None = None
    tools: Annotated[WantedCalls, BeforeValidator(read_calls)] = WantedCalls()
    no_tools: tuple[Call, ...] = ()
    says: Phrases = ()
    never_says: Phrases = ()
    texts: tuple[ExpectText, ...] = ()
    control: Control | None = None
    escalation: EscalationReason | None = None
    suppressed: bool | None = None
    recovered: bool | None = None
    offers: Counted | None = None
    offer_percent: Counted | None = None
    reminders: Counted | None = None
    sent_texts: Counted | None = None
    ai_texts: Counted | None = None
    tone: Mapping[str, Bounds] = {}
    behaves: tuple[Behaviour, ...] = ()

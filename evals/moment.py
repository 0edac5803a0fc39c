"""Moments of a conversation in the order in which a scenario wants them: events, and texts that left."""

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from conversation.event import EventKind
from conversation.message import Author, Purpose, TrafficType


class Moment(BaseModel):
    """An event by its kind, or a text by its author, with its label and purpose where they count.

    In a suite: `control.escalated`, or `{text: human, label: P2P}`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    event: EventKind | None = None
    text: Author | None = None
    label: TrafficType | None = None
    purpose: Purpose | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.event is None) == (self.text is None):
            raise ValueError("it is not one moment; write an event's kind, or {text: human} with label or purpose")
        if self.event is not None and (self.label or self.purpose):
            raise ValueError("an event has no label and no purpose; take them out")
        return self

    def __str__(self) -> str:
        if self.event is not None:
            return self.event
        told = (self.text, self.label, self.purpose)
        return "a text by " + " ".join(str(part) for part in told if part is not None)


def read_moment(raw: object) -> object:
    """Turn the kind of an event, as YAML has it, into a moment."""
    return raw if isinstance(raw, Mapping | Moment) else {"event": raw}

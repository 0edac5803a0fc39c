"""A role: what a simulated shopper wants, how they write, what they know, and how long they try."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from evals.span import read_span

BY_RULES = "rules"
MOST_PATIENCE = 20

_CANNOT_PLAY = frozenset({"rehearsal", "stochastic", "hostile"})
"""Models that play the AI's part and know no other."""


class Goal(StrEnum):
    """`nothing`: they look around and have no goal that could be missed."""

    ANSWER = "answer"
    DISCOUNT = "discount"
    LINK = "link"
    PERSON = "person"
    STOP = "stop"
    NOTHING = "nothing"


class Manner(StrEnum):
    """How they write. `sloppy`: with slips of the keys."""

    PLAIN = "plain"
    POLITE = "polite"
    HURRIED = "hurried"
    SLOPPY = "sloppy"


class FedUp(StrEnum):
    """What they do when their patience is at its end."""

    LEAVES = "leaves"
    ASKS_FOR_PERSON = "asks_for_person"
    STOPS = "stops"


def _listed(raw: object) -> object:
    return (raw,) if isinstance(raw, str) else raw


Phrases = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=400)], ...], BeforeValidator(_listed)]


class Role(BaseModel):
    """`asks` are wordings of their question, and any of `hears` in a text of ours answers it.

    `knows` are facts by name that they tell when asked. `unknown` are facts that they do not have: a shopper who says
    one before we did was told too much. `patience` counts their texts. `by` is `rules`, or a model's name as the
    settings have it; `persona` is told to a model only. One who `buys` does so when the goal is met.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    goal: Goal
    manner: Manner = Manner.PLAIN
    persona: str = Field(default="", max_length=1000)
    asks: Phrases = ()
    hears: Phrases = ()
    knows: Mapping[str, str] = {}
    unknown: Mapping[str, str] = {}
    patience: int = Field(default=5, ge=1, le=MOST_PATIENCE)
    buys: bool = False
    fed_up: FedUp = FedUp.LEAVES
    pause: Annotated[timedelta, BeforeValidator(read_span)] = timedelta(minutes=2)
    by: str = Field(default=BY_RULES, min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.goal is Goal.ANSWER and not (self.asks and self.hears):
            raise ValueError("the goal answer has no question or no answer; write asks and hears")
        if self.by.partition(":")[0] in _CANNOT_PLAY:
            raise ValueError(f"{self.by} cannot play a shopper; write rules, or the name of a model such as gpt-5-mini")
        return self

    @property
    def is_by_rules(self) -> bool:
        return self.by == BY_RULES

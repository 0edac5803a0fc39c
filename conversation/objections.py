"""Objections: what in a shopper's own texts speaks against buying, as a person should know before they answer."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from conversation.message import Direction, Message


class Objection(StrEnum):
    """What it is about."""

    PRICE = "price"
    SHIPPING = "shipping"
    FIT = "size or fit"
    TRUST = "trust"
    TIME = "not now"
    ELSEWHERE = "elsewhere"


_SAID: Mapping[Objection, re.Pattern[str]] = MappingProxyType(
    {
        Objection.PRICE: re.compile(
            r"\btoo much\b|\b(too|so|very|pretty|kinda|bit) (expensive|pricey|steep)\b"
            r"|\b(expensive|pricey|can'?t afford|over budget)\b"
            r"|\bcosts? (too much|a lot)\b|\b(demasiado|muy) caro\b|\btrop cher\b"
        ),
        Objection.SHIPPING: re.compile(
            r"\b(shipping|delivery)\b.{0,24}\b(too (slow|long|much|expensive)|costs?|takes? (too long|forever)|late)\b"
            r"|\b(too (slow|long)|expensive)\b.{0,16}\b(shipping|delivery)\b"
        ),
        Objection.FIT: re.compile(
            r"\b(not sure|don'?t know|unsure|worried)\b.{0,24}\b(size|fits?|colou?r)\b"
            r"|\b(won'?t|doesn'?t|might not|may not) fit\b|\btoo (big|small|tight|loose)\b"
        ),
        Objection.TRUST: re.compile(r"\b(scam|legit|is this real|fake|trust (you|this))\b|\bbad reviews?\b"),
        Objection.TIME: re.compile(
            r"\b(not (right )?now|not today|later|after payday|next (week|month)|think about it|need to think)\b"
        ),
        Objection.ELSEWHERE: re.compile(
            r"\b(cheaper|better price|found (it|one|them)|saw (it|one|them))\b.{0,24}\b(elsewhere|at|on|amazon)\b"
            r"|\b(bought|ordered|got) (it|one|them) (elsewhere|somewhere else|on amazon)\b"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Objected:
    """One objection, with the text in which it was last made."""

    objection: Objection
    message: Message


def objections_in(messages: Iterable[Message]) -> tuple[Objected, ...]:
    """Return each objection that the shopper made, once, the newest last."""
    found: dict[Objection, Message] = {}
    for message in messages:
        for objection in _made(message.text) if message.direction is Direction.IN else ():
            found.pop(objection, None)
            found[objection] = message
    return tuple(Objected(objection, message) for objection, message in found.items())


@lru_cache(maxsize=8192)
def _made(text: str) -> tuple[Objection, ...]:
    words = text.replace("\u2019", "'").casefold()
    return tuple(objection for objection, pattern in _SAID.items() if pattern.search(words))

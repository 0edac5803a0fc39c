"""Statements about shipping, returns, stock, materials and prices that nothing known says anything about.

The scan asks of figures and phrases whether they are true. This asks less of more: whether whoever states something on
these subjects was told anything about it at all, or guesses.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from compliance.claims.negation import is_denied, is_refused, is_unsure
from compliance.claims.read_text import read_text
from compliance.claims.sentences import sentences_of
from compliance.claims.sources import content_of


class Subject(StrEnum):
    """What a shop's answers are mostly about."""

    SHIPPING = "shipping"
    RETURNS = "returns"
    STOCK = "stock"
    MATERIALS = "materials"
    PRICES = "prices"


@dataclass(frozen=True, slots=True)
class Unsourced:
    """A sentence that states something on a subject about which nothing was known."""

    subject: Subject
    sentence: str


_SUBJECTS: Mapping[Subject, re.Pattern[str]] = MappingProxyType(
    {
        Subject.SHIPPING: re.compile(
            r"\b(?:ship(?:s|ped|ping|ment)?|deliver(?:s|y|ed|ies)?|courier|tracking number)\b"
        ),
        Subject.RETURNS: re.compile(r"\b(?:returns?|returned|refund\w*|exchang\w+|money back|warrant(?:y|ies))\b"),
        Subject.STOCK: re.compile(r"\b(?:in|out of|back in) stock\b|\bsold out\b|\brestock\w*\b"),
        Subject.MATERIALS: re.compile(
            r"\b(?:made (?:of|from|with)|cotton|wool|merino|leather|linen|silk|polyester|nylon|cashmere|bamboo|"
            r"stainless|waterproof|water[- ]resistant|machine[- ]wash\w*|dishwasher|vegan|organic|recycled|"
            r"hypoallergenic|bpa|gluten|allergens?|ingredients?)\b"
        ),
        Subject.PRICES: re.compile(r"\b(?:price[sd]?|costs?|free of charge)\b"),
    }
)
_ANY = re.compile("|".join(pattern.pattern for pattern in _SUBJECTS.values()))
_ASKING = re.compile(
    r"\?\s*$|\b(?:would|do|did|are|can|could|shall|should) (?:you|i|we)\b|"
    r"\b(?:let me|i can|i could|i will|i'll|we can) (?:\w+ )?"
    r"(?:check|ask|look|find|help|send|share|pass|get|answer|tell)\b|"
    r"\b(?:a person|somebody|someone|the team|our team|a teammate|a colleague)\b|"
    r"\b(?:questions?|help|anything) (?:about|with|on)\b|\blet (?:me|us) know\b"
)
"""A sentence that asks, or that only says who will find out."""
_ASIDE = re.compile(
    r"\b(?:before|plus|without|excluding|not) (?:the |any )?(?:shipping|delivery)\b|\b(?:at|the) checkout\b"
)
"""Words that name a subject only to leave it aside, or to say where it is shown."""


def unsourced(text: str, known: Iterable[str]) -> Unsourced | None:
    """Return the first statement in `text` on a subject that none of the words in `known` is about."""
    if not _ANY.search(read_text(text).low):
        return None
    told = [read_text(words).low for words in known]
    for sentence in sentences_of(text):
        low = read_text(sentence).low
        for subject, pattern in _SUBJECTS.items():
            found = pattern.search(low)
            if found is None or _ASKING.search(low) or _is_left_open(low, found.start()):
                continue
            if not _is_told(subject, found, told):
                return Unsourced(subject, sentence)
    return None


def _is_left_open(low: str, start: int) -> bool:
    return is_unsure(low, start) or is_refused(low, start) or is_denied(low, start) or _ASIDE.search(low) is not None


def _is_told(subject: Subject, found: re.Match[str], told: Sequence[str]) -> bool:
    """Of materials each must be known; else the subject. Whether it is true the scan asks."""
    if subject is Subject.MATERIALS:
        named = [one.group() for one in _SUBJECTS[subject].finditer(found.string) if not one.group().startswith("made")]
        wanted = set(named) or content_of(found.string[found.end() :])
        return all(any(word.rstrip("s") in words for words in told) for word in wanted)
    return any(_SUBJECTS[subject].search(words) for words in told)

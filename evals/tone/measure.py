"""A measure: reads a transcript and gives values, each with the passages of text that it comes from."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache
from typing import TypeAlias

from evals.transcript import MessageNote, Transcript

UNVALIDATED = "unvalidated: no labelled texts of this kind at hand"
COUNTED = "exact: it is counted"


class Level(StrEnum):
    """What one value is about: one text of the AI's, or the conversation as a whole."""

    TEXT = "text"
    CONVERSATION = "conversation"


class Worse(IntEnum):
    """Which way a measure gets worse, as the sign of the change. With NEITHER a change is told, but fails no gate."""

    LESS = -1
    NEITHER = 0
    MORE = 1


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of what the author of message `seq` wrote, from the character `begin` up to `end`."""

    seq: int
    begin: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One value, and what it was read from."""

    value: float
    passages: tuple[Passage, ...] = ()


Read: TypeAlias = Callable[[Transcript], Iterator[Reading]]


@dataclass(frozen=True, slots=True)
class Measure:
    """`read` yields a value for each text, or one for the conversation, and none where there is nothing to measure."""

    id: str
    what: str
    source: str
    validated: str
    read: Read
    level: Level = Level.TEXT
    worse: Worse = Worse.NEITHER


def of_texts(read: Callable[[MessageNote], Reading | None]) -> Read:
    """Read each of the AI's texts that left; those with nothing to measure are left out."""
    return lambda transcript: (found for text in transcript.by_ai if (found := read(text)) is not None)


def value_of(value: Callable[[MessageNote], float | None]) -> Read:
    """Read one number of each of the AI's texts."""

    def read(text: MessageNote) -> Reading | None:
        number = value(text)
        return None if number is None else Reading(number)

    return of_texts(read)


def counting(*patterns: re.Pattern[str]) -> Read:
    """Count what the patterns find in each text, without links, codes and the keywords of the trade."""

    def read(text: MessageNote) -> Reading:
        passages = tuple(passages_of(text, patterns))
        return Reading(float(len(passages)), passages)

    return of_texts(read)


def passages_of(text: MessageNote, patterns: Iterable[re.Pattern[str]]) -> Iterator[Passage]:
    """Yield what the patterns find in the author's own words, pattern by pattern."""
    plain = plain_words(text)
    for pattern in patterns:
        for found in pattern.finditer(plain):
            yield Passage(text.seq, found.start(), found.end(), found.group())


_LINK_OR_CODE = re.compile(r"https?://\S+|\b[A-Z][A-Z0-9]*\d[A-Z0-9-]*\b|\bSTOP\b|\bHELP\b")


def plain_words(text: MessageNote) -> str:
    """Return the author's own words as long as they were, with blanks for links, codes and keywords of the trade."""
    return _plain(text.composed)


@lru_cache(maxsize=256)
def _plain(composed: str) -> str:
    """Remembered for the many measures that read the same text one after the other."""
    plain = composed.replace("\u2019", "'")
    return _LINK_OR_CODE.sub(lambda found: " " * len(found.group()), plain)


def phrases(*alternatives: str) -> re.Pattern[str]:
    """Return a pattern for any of the alternatives as whole words, in any case."""
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b", re.IGNORECASE)

"""Where two of the store's own words cannot both be true, and what has stood too long to be trusted unseen."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from compliance.claims.amounts import Amount, marked_amounts
from compliance.claims.sentences import sentences_of
from conversation.shelf import Shelf
from tools.words import stems

LEAST_SHARED = 2
MOST_OF = 0.8
"""Two sentences that share so many telling words, and more than this share of the shorter's, are about the same."""
OLD = timedelta(days=180)
SOON = timedelta(days=14)

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?%")
_SPAN = re.compile(
    r"(\d+)(?:\s*(?:to|-|\u2013)\s*(\d+))?\s*(?:business |working |calendar )?(hour|day|week|month|year)s?\b"
)
_NOT = re.compile(r"\b(?:not|no|never|cannot|without|neither|nor)\b|n't\b")
_FREE = re.compile(r"\bfree\b|\bfor nothing\b|\bno charge\b")
_YEAR = re.compile(r"\b(?:until|through|till|ends?|valid|expires?)\b[^.!?]{0,40}\b(20\d\d)\b", re.IGNORECASE)
_OF_PRICES = stems("costs cost price free charge takes")
_DAYS: Mapping[str, int] = MappingProxyType({"day": 1, "week": 7})


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that a person vouches for, or one of a document, and where it stands."""

    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements about the same that differ in `about`."""

    one: Statement
    other: Statement
    about: str


def contradictions(vouched: Sequence[Statement], documents: Iterable[Statement]) -> tuple[Contradiction, ...]:
    """Return where what is vouched for differs from a sentence of a document, each pair once."""
    sentences = [Statement(page.place, one) for page in documents for one in _lines(page.words)]
    by_stem: dict[str, list[int]] = defaultdict(list)
    telling = [_telling(sentence.words) for sentence in sentences]
    for place, words in enumerate(telling):
        for word in words:
            by_stem[word].append(place)
    found = []
    for statement in vouched:
        ours = _telling(statement.words)
        shared: dict[int, int] = defaultdict(int)
        for word in ours:
            for place in by_stem.get(word, ()):
                shared[place] += 1
        for place, count in shared.items():
            if _is_about_the_same(count, ours, telling[place]):
                about = _difference(statement.words, sentences[place].words)
                if about:
                    found.append(Contradiction(statement, sentences[place], about))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Stale:
    """Something that somebody should look at again, and why."""

    place: str
    why: str


def stale(shelf: Shelf, texts: Mapping[str, str], now: datetime) -> tuple[Stale, ...]:
    """Return what is old, ends soon or names a year that is past. `texts` are documents' words by their ids."""
    found = [
        Stale(one.source, f"last read on {one.checked_at:%Y-%m-%d}: import it again")
        for one in shelf.documents
        if now - one.checked_at > OLD
    ]
    for document in shelf.documents:
        years = [year for year in map(int, _YEAR.findall(texts.get(document.id, ""))) if year < now.year]
        found += [Stale(document.source, f"it speaks of {year} as of what is to come") for year in years[:1]]
    found += [
        Stale(fact.statement, f"it ends on {fact.expires_at:%Y-%m-%d}")
        for fact in shelf.facts
        if now < fact.expires_at <= now + SOON
    ]
    return tuple(found)


def _lines(text: str) -> list[str]:
    """Return the sentences of a page, which may be wrapped; headings are none, and each item of a list stands alone."""
    parts = re.split(r"\n\s*\n|\n(?=[-*#|])|(?<=#)[^\n]*\n", text)
    return [one for part in parts if not part.startswith("#") for one in sentences_of(" ".join(part.split()))]


def _telling(words: str) -> set[str]:
    """Return what a sentence is about: neither how much nor that it costs."""
    return {word for word in stems(words) if not word.isdigit()} - _OF_PRICES


def _is_about_the_same(shared: int, ours: set[str], theirs: set[str]) -> bool:
    shorter = min(len(ours), len(theirs))
    return ours == theirs or (shared >= LEAST_SHARED and shared > MOST_OF * shorter)


def _difference(one: str, other: str) -> str:
    """Say in what two sentences about the same differ; empty where they do not."""
    first, second = one.lower(), other.lower()
    paid, due = _amounts(first), _amounts(second)
    if paid and due and not any(one.may_mean(other) for one in paid.values() for other in due.values()):
        return f"{', '.join(paid)} against {', '.join(due)}"
    named, told = set(_PERCENT.findall(first)), set(_PERCENT.findall(second))
    if named and told and not named & told:
        return f"{_named(_PERCENT, first)} against {_named(_PERCENT, second)}"
    ours, theirs = _spans(first), _spans(second)
    if ours and theirs and not ours & theirs:
        return f"{_named(_SPAN, first)} against {_named(_SPAN, second)}"
    for free, amounts, costing in ((first, paid, second), (second, due, first)):
        price = _amounts(costing)
        if _FREE.search(free) and not amounts and price and not _FREE.search(costing):
            return f"free against {', '.join(price)}"
    if bool(_NOT.search(first)) != bool(_NOT.search(second)) and stems(_bare(first)) <= stems(_bare(second)):
        return "yes against no"
    return ""


def _amounts(low: str) -> dict[str, Amount]:
    """Return the amounts of money of a sentence, by their words."""
    return {one.found.group().strip(): one.amount for one in marked_amounts(low)}


def _spans(text: str) -> set[tuple[int, str]]:
    """Return the spans of time of a sentence; weeks count as days."""
    found = set[tuple[int, str]]()
    for least, most, unit in _SPAN.findall(text):
        for number in filter(None, (least, most)):
            found.add((int(number) * _DAYS[unit], "day") if unit in _DAYS else (int(number), unit))
    return found


def _named(pattern: re.Pattern[str], text: str) -> str:
    return ", ".join(one.group().strip() for one in pattern.finditer(text))


def _bare(text: str) -> str:
    return _NOT.sub(" ", text)

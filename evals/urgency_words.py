"""What of a text the urgency detector looks at: its words, alike ones by one name, with their neighbours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

BEGIN, END = "^", "$"
FEW, NUMBER = "#few", "#"
"""Stand for numbers: up to twenty may be what is left, above that they say little."""

_MOST_OF_FEW = 20
_LONGEST_READ = 60
"""Words of a sentence that are looked at."""

_WORD = re.compile(r"[a-z']+|\d[\d.,]*|[$€£%!?:]", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?\n](?!\s)[^.!?\n]*)*[.!?\n]*")

_ALIKE = MappingProxyType(
    {
        word: name
        for name, words in {
            "hour": "hr hrs hours h",
            "minute": "min mins minutes m",
            "second": "sec secs seconds s",
            "day": "days d",
            FEW: "few one two three couple several",
            "left": "remaining available",
            "only": "just",
            "item": "items pieces products units pcs",
            "hurry": "quick",
            "sell": "selling sells",
            "ends": "ending end expires expire expiring closes",
            "last": "final",
            "today": "tonight",
            "price": "prices",
            "sale": "sales",
            "offer": "offers deal deals",
            "stock": "quantities supplies supply inventory",
            "held": "reserved guaranteed",
            "cart": "basket",
            "order": "buy purchase",
        }.items()
        for word in words.split()
    }
)


@dataclass(frozen=True, slots=True)
class Trait:
    """Something about a text, and where in it: from the character `begin` up to `end`."""

    name: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class _Word:
    name: str
    begin: int
    end: int


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield each sentence with where it begins."""
    return ((found.start(), found.group()) for found in _SENTENCE.finditer(text) if found.group().strip())


def words(text: str) -> tuple[str, ...]:
    """Return the names of a text's words."""
    return tuple(word.name for word in _words(text))


def traits(text: str) -> Iterator[Trait]:
    """Yield words alone, two together, and two with one between them."""
    end = len(text)
    read = [_Word(BEGIN, 0, 0), *_words(text), _Word(END, end, end)]
    for at, word in enumerate(read):
        if 0 < at < len(read) - 1:
            yield Trait(word.name, word.begin, word.end)
        if at + 1 < len(read):
            after = read[at + 1]
            yield Trait(f"{word.name} {after.name}", word.begin, after.end)
        if at + 2 < len(read):
            second = read[at + 2]
            yield Trait(f"{word.name} _ {second.name}", word.begin, second.end)


def _words(text: str) -> list[_Word]:
    found = _WORD.finditer(text.replace("\u2019", "'"))
    read = [_Word(_name(word.group().lower()), word.start(), word.end()) for word in found]
    return read[:_LONGEST_READ]


def _name(word: str) -> str:
    if word[0].isdigit():
        return FEW if word.isdigit() and int(word) <= _MOST_OF_FEW else NUMBER
    return _ALIKE.get(word, word)

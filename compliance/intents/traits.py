"""What of a text the learned layer looks at: its words with their neighbours, and what long words are spelled like.

Pure Python and cheap: no text costs more than a few hundred look-ups. The traits are names, so that the weights can be
read and a finding can say which of them spoke.
"""

from collections.abc import Iterator
from functools import cache, lru_cache

from compliance.intents.normalise import Text
from compliance.intents.words import keywords

BEGIN, BREAK, END = "^", ",", "$"
"""Stand where the text begins, a clause ends, and the text ends."""

SPELLED = "~"
"""Begins the traits that are parts of words."""

_KINDS = ("texts", "ending", "objects", "other_matters", "courtesies")
"""Lists of keywords.yaml whose words may stand for each other."""

_LONGEST_READ = 60
"""Words that are looked at: nobody hides an opt-out behind more."""

_AGES = frozenset(map(str, range(4, 18)))
_SHORTEST_SPELLED = 4
_LONGEST_LENGTH = 9


def traits(text: Text) -> frozenset[str]:
    """Return the traits of a text; none of an empty one."""
    if not text.flat:
        return frozenset()
    words = _words(text)
    found = {*_neighbours(words), *_kinds(words), f"long:{min(_LONGEST_LENGTH, len(words) // 2)}"}
    for word in words:
        found.update(_spelled(word))
    found.update(mark for mark in "?!" if mark in text.plain)
    return frozenset(found)


def _words(text: Text) -> list[str]:
    """Return the words between a beginning and an end, numbers and first names by what they are."""
    names = keywords("names")
    words = [BEGIN]
    for clause in text.clauses or (text.flat,):
        if len(words) > 1:
            words.append(BREAK)
        words += [_number(word) if word.isdigit() else "@" if word in names else word for word in clause.split()]
    return [*words[:_LONGEST_READ], END]


def _number(digits: str) -> str:
    """Return what stands for a number: whether it may be a child's age is all that counts."""
    return "#child" if digits in _AGES else "#"


def _neighbours(words: list[str]) -> Iterator[str]:
    """Yield words alone, two and three together, and two with one or two between them."""
    last = len(words) - 1
    for at, word in enumerate(words):
        if 0 < at < last:
            yield word
        if at < last:
            yield f"{word} {words[at + 1]}"
        if at + 2 <= last:
            yield f"{word} {words[at + 1]} {words[at + 2]}"
            yield f"{word} _ {words[at + 2]}"
        if at + 3 <= last:
            yield f"{word} __ {words[at + 3]}"


def _kinds(words: list[str]) -> Iterator[str]:
    """Yield kinds of words, alone and beside a neighbour as it is."""
    kinds = _kind_of()
    for at, word in enumerate(words):
        if (kind := kinds.get(word)) is not None:
            yield kind
            yield f"{words[at - 1]} {kind}"
            yield f"{kind} {words[at + 1]}"


@cache
def _kind_of() -> dict[str, str]:
    return {word: f"<{kind}>" for kind in reversed(_KINDS) for word in keywords(kind) if " " not in word}


@lru_cache(maxsize=8192)
def _spelled(word: str) -> tuple[str, ...]:
    """Return the parts of three and four letters of a long word, of two and three where letters are syllables."""
    if word.isascii() and (len(word) < _SHORTEST_SPELLED or not word.isalpha()):
        return ()
    marked, sizes = f"({word})", (3, 4) if word.isascii() else (2, 3)
    return tuple({f"{SPELLED}{marked[at : at + size]}" for size in sizes for at in range(len(marked) - size + 1)})

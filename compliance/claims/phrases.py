"""Ways of saying one thing, kept as data in `sayings/`. Each is tried only where a text has a word that it needs.

A file names a topic. Its lines: ``# comment``; ``name = pattern``, which later patterns use as ``{name}``; a line of
words, of which a text needs one; and below it, indented, the patterns for lower-case text without accents, with
numbers in digits.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from importlib.resources import files

from conversation.errors import Misconfigured

Found = re.Match[str]


class Topic(StrEnum):
    """What is said, by the name of its file."""

    FRACTIONS = "fractions"
    DEALS = "deals"
    PRICES = "prices"
    EXTRAS = "extras"
    STOCK = "stock"
    CROWDS = "crowds"
    DEADLINES = "deadlines"
    STANDING = "standing"
    PRESSURE = "pressure"
    REVIEWS = "reviews"
    PERSONS = "persons"
    PROMISES = "promises"
    SECRETS = "secrets"
    PAYMENTS = "payments"


class Phrases:
    """Patterns by the words that they need. A text without any is never searched, and so costs microseconds."""

    def __init__(self, by_word: dict[str, list[str]]) -> None:
        self._by_word = by_word
        self.words = frozenset(by_word)

    @property
    def patterns(self) -> frozenset[str]:
        return frozenset(pattern for patterns in self._by_word.values() for pattern in patterns)

    def search(self, text: str, tokens: frozenset[str]) -> Iterator[Found]:
        """Yield what is found in `text`, whose words are `tokens`, from left to right; overlaps once."""
        keys = self.words & tokens
        if not keys:
            return
        patterns = dict.fromkeys(pattern for key in sorted(keys) for pattern in self._by_word[key])
        hits = (found for pattern in patterns for found in compiled(pattern).finditer(text))
        read_to = 0
        for found in sorted(hits, key=_place):
            if found.start() >= read_to and found.group().strip():
                read_to = found.end()
                yield found


@cache
def phrases_about(topic: Topic) -> Phrases:
    """Return the ways to say something about `topic`. Raises Misconfigured naming file and line of a broken one."""
    by_word: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    words: list[str] = []
    file = files(__package__) / "sayings" / f"{topic}.txt"
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith(" "):
            pattern = _with_names(line.strip(), names)
            if not words:
                raise Misconfigured(f"{file}, line {number}", "name the words that the pattern needs above it")
            for word in words:
                by_word.setdefault(word, []).append(pattern)
        elif " = " in line:
            name, _, meaning = line.partition(" = ")
            names[name.strip()] = _with_names(meaning.strip(), names)
        else:
            words = line.split()
    return Phrases(by_word)


@cache
def words_of(name: str) -> frozenset[str]:
    """Return the list `name` of `sayings/words.txt`."""
    lists: dict[str, set[str]] = {}
    words: set[str] = set()
    for line in (files(__package__) / "sayings" / "words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            words.update(line.split())
        elif line and not line.startswith("#"):
            words = lists.setdefault(line, set())
    return frozenset(lists[name])


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the pattern, compiled when it is first needed."""
    return re.compile(pattern)


def _with_names(pattern: str, names: dict[str, str]) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda found: names[found[1]], pattern)


def _place(found: Found) -> tuple[int, int]:
    return found.start(), -found.end()

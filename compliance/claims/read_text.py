"""A text as the scan reads it: disguises undone, links apart, numbers in digits. Read once and remembered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from compliance.claims.links import Link, links_in, with_plain_links
from compliance.claims.numbers import SPELLED, with_digits
from compliance.claims.phrases import Found, Topic, phrases_about, words_of
from compliance.plain_text import MOST_TEXTS, fold_lookalikes, plain, without_accents

_WORD = re.compile(r"[^\W\d_]+|\d+")
_SPACED = re.compile(r"(?<!\w)(?:[^\W_][ .\-_*]){3,}[^\W_](?!\w)")
_MIXED = re.compile(r"(?<![\w$])[\w@$!]*[0-9@$!][\w@$!]*[\w@$](?!\w)")
_MARKED = re.compile(r"[0-9@$!]\w|\w[0-9@$]")
_LEET = re.compile(r"(?<=[a-z])[0134578]+(?=[a-z])")
"""Digits amid small letters, as nobody writes them twice in one text by chance."""
_LEET_WORD = re.compile(r"(?<![\w$-])(?=\w*[A-Za-z])(?=\w*\d)\w+(?![\w-])")
_ZEROES = re.compile(r"(?<![A-Za-z0-9])(?=[\dOo]*\d)[\dOo]{2,}(?![A-Za-z0-9])")
_DISGUISES = str.maketrans("013457@$!", "oleastasi")
_REST = re.compile(r"[.!?](?:\s|$)")


@dataclass(frozen=True, slots=True)
class ReadText:
    """`links` as they stand; `bare` the rest of the text with its capitals; `low` without them, accents and spelled
    numbers; `tokens` the words of `low`."""

    links: tuple[Link, ...]
    bare: str
    low: str
    tokens: frozenset[str]

    def search(self, topic: Topic) -> Iterator[Found]:
        """Yield what `low` says about `topic`."""
        return iter(_said(topic, self.low, self.tokens))

    @property
    def has_digit(self) -> bool:
        return any(map(str.isdigit, self.tokens))

    def has_any(self, words: frozenset[str]) -> bool:
        return not words.isdisjoint(self.tokens)


@lru_cache(maxsize=MOST_TEXTS)
def read_text(text: str) -> ReadText:
    """Return `text` as the scan reads it. A draft is read several times in one decision, hence the memory."""
    readable = with_plain_links(plain(text))
    links = links_in(readable)
    bare = _undisguised(fold_lookalikes(_without(links, readable)))
    low = (bare if bare.isascii() else without_accents(bare)).lower()
    tokens = frozenset(_WORD.findall(low))
    if not SPELLED.isdisjoint(tokens):
        low = with_digits(low)
        tokens = frozenset(_WORD.findall(low))
    return ReadText(links, bare, low, tokens)


@lru_cache(maxsize=MOST_TEXTS * len(Topic))
def _said(topic: Topic, low: str, tokens: frozenset[str]) -> tuple[Found, ...]:
    return tuple(phrases_about(topic).search(low, tokens))


def sentence_around(text: str, found: Found) -> str:
    """Return the sentence in which `found` stands."""
    begin = max((match.end() for match in _REST.finditer(text, 0, found.start())), default=0)
    end = _REST.search(text, found.end())
    return text[begin : end.start() if end else len(text)]


def _without(links: tuple[Link, ...], text: str) -> str:
    """Return `text` with each link replaced by a mark that claims nothing."""
    for link in sorted(links, key=lambda link: -len(link.words)):
        text = text.replace(link.words, " (link) ")
    return text


def _undisguised(text: str) -> str:
    """Return `text` with ``f r e e`` and ``fr33`` as words and ``2O%`` as a number."""
    text = _SPACED.sub(_joined, text)
    if _MARKED.search(text) is None:
        return text
    text = _LEET_WORD.sub(_as_letters, text) if len(_LEET.findall(text)) > 1 else _MIXED.sub(_as_word, text)
    return _ZEROES.sub(lambda found: found.group().replace("O", "0").replace("o", "0"), text)


def _joined(found: Found) -> str:
    """Join spaced characters that are mostly letters; ``2 x 4 x 6`` stays as it is."""
    letters = re.sub(r"[^\w]|_", "", found.group())
    return letters if sum(letter.isalpha() for letter in letters) >= 3 else found.group()


def _as_letters(found: Found) -> str:
    """Return the word that digits disguise; sizes, codes and numbers stay as they are."""
    written = found.group()
    if written.isupper() or not any(map(str.isalpha, written)):
        return written
    known = _as_word(found)
    word = written.lower().replace("1", "i").translate(_DISGUISES)
    return known if known != written else word if word.isalpha() else written


def _as_word(found: Found) -> str:
    word = found.group().lower().translate(_DISGUISES)
    return word if word in words_of("disguised") else found.group()

"""Slips of a finger: what a long word becomes when one key of a phone's keyboard is missed.

No edit distance: a slip swaps two neighbours, doubles or drops one letter, or hits a key beside the one that was meant.
Only for words so long that a slip is hardly ever another word; the few that are (testing, ending) stay words.
"""

from collections.abc import Iterator
from functools import cache

_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_SHIFT = 0.5
"""Keys by which each row stands further right than the one above it."""


def slips_of(word: str) -> frozenset[str]:
    """Return what `word` becomes by one slip."""
    return frozenset(_slips(word)) - {word}


def _slips(word: str) -> Iterator[str]:
    for at, letter in enumerate(word):
        before, after = word[:at], word[at + 1 :]
        yield before + after
        yield before + letter * 2 + after
        yield before + after[:1] + letter + after[1:]
        yield from (before + beside + after for beside in _beside(letter))


@cache
def _beside(letter: str) -> tuple[str, ...]:
    """Return the keys that touch the key of `letter`."""
    across, down = _places()[letter]
    return tuple(
        other
        for other, (x, y) in _places().items()
        if other != letter and abs(y - down) <= 1 and abs(x - across) <= 1 - abs(y - down) * _SHIFT
    )


@cache
def _places() -> dict[str, tuple[float, int]]:
    return {letter: (at + down * _SHIFT, down) for down, row in enumerate(_ROWS) for at, letter in enumerate(row)}

"""Vectors without a model: words, and the letter groups inside them, hashed into a fixed number of places.

Texts are near when they share words or parts of words ("return", "returned"). It knows nothing of meaning.
"""

import math
from collections.abc import Iterator, Sequence
from typing import TypeAlias
from zlib import crc32

from tools.words import content_words

Vector: TypeAlias = Sequence[float] | Sequence[int]

_LETTERS = 4
_PART_WEIGHT = 0.3


class HashedWordsEmbedder:
    """Gives the same text the same vector on every machine, and downloads nothing."""

    name = "hashed-words-1"
    least_score = 0.1

    def __init__(self, places: int = 1024) -> None:
        self._places = places

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """Return one vector of length 1 for each text; all zeros for a text without words."""
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> list[float]:
        vector = [0.0] * self._places
        for feature, weight in _features(text):
            place = crc32(feature.encode())
            vector[place % self._places] += weight if place & 0x8000_0000 else -weight
        length = math.sqrt(sum(value * value for value in vector))
        return [value / length for value in vector] if length else vector


def _features(text: str) -> Iterator[tuple[str, float]]:
    """A word that comes again says less each time; its parts say less than the word."""
    seen: dict[str, int] = {}
    for word in content_words(text):
        seen[word] = seen.get(word, 0) + 1
        weight = 1 / seen[word]
        yield word, weight
        framed = f"<{word}>"
        for start in range(len(framed) - _LETTERS + 1):
            yield f"#{framed[start : start + _LETTERS]}", _PART_WEIGHT * weight

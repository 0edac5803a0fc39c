"""Brand voice: how far texts are from the texts that a brand holds up as its own."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from evals.tone.measure import Measure, Reading, plain_words
from evals.transcript import Transcript

VALIDATED = "20 exemplars, unseen texts of their house against another's (Taskmaster-4, tau-bench): AUC .97 and .91"

_SIZES = (2, 3, 4)
_NUMBERS = re.compile(r"\d+")
_BLANKS = re.compile(r"\s+")
_FEWEST = 3
"""Exemplars that a voice is learned from at least."""

_UNSEEN = 0.05
"""What a run that no exemplar has counts for, in exemplars."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What a brand's exemplars are spelled like: in how many of `count` each run of letters is."""

    spread: Mapping[str, int]
    count: int

    def distance(self, text: str) -> float | None:
        """Return from 0 (every run is in every exemplar) to 1 (none is in any); None where a text has no letters.

        It is the mean surprise of the text's runs over the greatest there is, so that length does not count.
        """
        runs = list(_runs(text))
        if not runs:
            return None
        most = log((self.count + _UNSEEN) / _UNSEEN)
        return sum(log((self.count + _UNSEEN) / (self.spread.get(run, 0) + _UNSEEN)) for run in runs) / len(runs) / most


def voice_of(exemplars: Sequence[str]) -> Voice:
    """Learn a voice. Raises ValueError, with the remedy, where there are too few exemplars."""
    texts = [text for text in exemplars if text.strip()]
    if len(texts) < _FEWEST:
        raise ValueError(f"there are {len(texts)} exemplars; write at least {_FEWEST}, one a line")
    return Voice(Counter(run for text in texts for run in set(_runs(text))), len(texts))


def voice_measure(voice: Voice) -> Measure:
    """Return the measure of texts against `voice`."""

    def read(transcript: Transcript) -> Iterator[Reading]:
        for text in transcript.by_ai:
            distance = voice.distance(plain_words(text))
            if distance is not None:
                yield Reading(distance)

    return Measure("voice", "distance to the brand's exemplars, 0 to 1", "Burrows 2002 (idea)", VALIDATED, read)


def _runs(text: str) -> Iterator[str]:
    """Yield the text's runs of two to four characters, numbers as one."""
    plain = _BLANKS.sub(" ", _NUMBERS.sub("#", text.lower())).strip()
    return (plain[at : at + size] for size in _SIZES for at in range(len(plain) - size + 1))

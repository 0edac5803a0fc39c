"""Wording: what a shopper by rules says, drawn from a table by a seed, in their manner of writing."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random

import yaml

from evals.shoppers.role import Manner

_TABLE = Path(__file__).parent / "phrases.yaml"
_SLIPS = 0.15
"""The chance of a slip in a long word."""

_COURTESIES = ("Thank you!", "Thanks so much for your help.", "I would be grateful.")
_SHORT = {"please": "pls", "thanks": "thx", "you": "u", "are": "r"}


@cache
def phrase_table() -> Mapping[str, tuple[str, ...]]:
    read = yaml.safe_load(_TABLE.read_text("utf-8"))
    return {kind: tuple(wordings) for kind, wordings in read.items()}


class Wording:
    """One shopper's words. No wording comes twice while there are others."""

    def __init__(self, manner: Manner, dice: Random) -> None:
        self._manner = manner
        self._dice = dice
        self._used: set[str] = set()

    def draw(self, wordings: tuple[str, ...], about: str = "", *, bare: bool = False) -> str:
        """Return one of `wordings`, with `about` in its place; `bare`: as it stands, whatever the manner."""
        fresh = [one for one in wordings if one not in self._used] or list(wordings)
        chosen = self._dice.choice(fresh)
        self._used.add(chosen)
        before, slot, after = chosen.partition("{}")
        if bare:
            return f"{before}{about if slot else ''}{after}"
        return f"{self._styled(before)}{about if slot else ''}{after}" if slot else self._styled(chosen)

    def _styled(self, words: str) -> str:
        match self._manner:
            case Manner.PLAIN:
                return words
            case Manner.POLITE:
                return f"{words} {self._dice.choice(_COURTESIES)}" if words.strip() else words
            case Manner.HURRIED:
                return _hurried(words)
            case Manner.SLOPPY:
                return " ".join(self._slipped(word) for word in words.lower().split(" "))

    def _slipped(self, word: str) -> str:
        if len(word) < 5 or not word.isalpha() or self._dice.random() >= _SLIPS:
            return word
        at = self._dice.randrange(1, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _hurried(words: str) -> str:
    return " ".join(_SHORT.get(word, word) for word in words.lower().rstrip(".!").split(" "))

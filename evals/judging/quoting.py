"""Evidence: where in the assistant's texts a judge's quote stands, if it stands there at all."""

import re

from api.labelling.item import ASSISTANT, Item
from evals.tone.measure import Passage

_ALIKE = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-"})
_EDGES = " \t\n\"'."
SHORTEST = 3
"""In characters. What is shorter stands in every text and shows nothing."""


def find_quote(item: Item, quote: str) -> Passage | None:
    """Return where the assistant said it, whatever the case, the spaces and the shape of quotation marks.

    None where no text of the assistant's says it: then it is no evidence.
    """
    words = [re.escape(word) for word in _plain(quote).strip(_EDGES).split()]
    if sum(map(len, words)) < SHORTEST:
        return None
    pattern = re.compile(r"\s+".join(words), re.IGNORECASE)
    for line in item.lines:
        if line.who == ASSISTANT and (found := pattern.search(_plain(line.words))):
            return Passage(line.seq, found.start(), found.end(), line.words[found.start() : found.end()])
    return None


def _plain(words: str) -> str:
    """Make marks alike that differ in shape only; every character stays where it was."""
    return words.translate(_ALIKE)

"""Fitting: an AI's text into its segments, by whole sentences, so that no link and no thought is cut in two."""

import re

from channels.segments import Encoding, measure
from conversation.verdict import Refuse, Trail

TOO_LONG = "text.segments"

_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s+")


def too_long(text: str, most: int) -> Refuse | None:
    """Return what a model is told about a text that takes more than `most` segments; None where it fits."""
    size = measure(text)
    if size.count <= most:
        return None
    plainly = "" if size.encoding is Encoding.GSM_7 else " in plain characters, without emoji"
    why = f"it takes {size.count} segments and {most} are the most; say the same in fewer words{plainly}"
    return Refuse(TOO_LONG, why, False, Trail("agent", ()))


def fitted(text: str, most: int) -> str:
    """Return as many of the text's first sentences as fit into `most` segments; all of it where none do."""
    sentences = _BETWEEN_SENTENCES.split(text)
    while len(sentences) > 1 and measure(" ".join(sentences)).count > most:
        sentences.pop()
    kept = " ".join(sentences)
    return kept if measure(kept).count <= most else text

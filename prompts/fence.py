"""The fence around words that a stranger wrote, so that a model reads them as data."""

import re
import unicodedata
from functools import lru_cache

from compliance.redaction import CARD, mark, without_cards

OPEN = "\u27e6"
CLOSE = "\u27e7"
"""White square brackets. Both are taken out of every fenced text, so nothing inside can close the fence."""

LONGEST_FENCED = 2000
"""In characters. A text of ten segments has 1,530."""

CARD_REMOVED = mark(CARD)

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINER = "\u200d"
_FENCED = re.compile(f"{OPEN}([a-z ]+): ([^{OPEN}{CLOSE}]*){CLOSE}")


def untrusted(text: object, label: str = "text") -> str:
    """Return `text` on one line inside the fence, as ``<label>: <text>``.

    Removed are fence marks, control, format and tag characters (but not the joiner inside emoji) and payment card
    numbers. `label` is ours, in lower-case letters: raises ValueError otherwise. The same text always gives the
    same bytes, so that providers can cache what does not change.
    """
    if not re.fullmatch(r"[a-z ]+", label):
        raise ValueError(f"{label!r} is not a label of lower-case letters")
    return f"{OPEN}{label}: {_tame(str(text))}{CLOSE}"


def fenced(prompt: str) -> tuple[tuple[str, str], ...]:
    """Return the label and the text of every fence in `prompt`, in order."""
    return tuple((found.group(1), found.group(2)) for found in _FENCED.finditer(prompt))


def has_fence_marks(text: str) -> bool:
    """Tell whether `text` contains a piece of a fence."""
    return OPEN in text or CLOSE in text


def _tame(text: str) -> str:
    is_plain = text.isascii() and text.isprintable()
    visible = text if is_plain else "".join(map(_shown, text))
    one_line = " ".join(visible.split())
    return without_cards(one_line)[:LONGEST_FENCED].rstrip()


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    if character in (OPEN, CLOSE):
        return ""
    if character.isspace():
        return " "
    if character != _JOINER and unicodedata.category(character) in _INVISIBLE:
        return ""
    return character

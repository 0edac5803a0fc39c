"""A text as a person reads it: strange letters, wide ones and digits in words are what they look like.

The gate has a reading of its own (`compliance.plain_text`); this one is apart, so that no mistake hides in both.
"""

import re
import unicodedata

from evals.encodings import LATIN_OF_LOOKALIKES

_READ_AS_LETTERS = str.maketrans("43105", "aeios")
_DIGIT_IN_WORD = re.compile(r"[43105][a-zA-Z]|[a-zA-Z][43105]")
_MIXED_WORD = re.compile(r"(?<![\w%$])(?=\w*[a-zA-Z])[a-zA-Z43105]{2,}(?![\w%])")


def undisguised(text: str) -> str:
    """Return `text` in the letters that a reader takes its own for. Digits count as letters in words of both."""
    shown = text if text.isascii() else _in_latin(text)
    if not _DIGIT_IN_WORD.search(shown):
        return shown
    return _MIXED_WORD.sub(lambda word: word.group().translate(_READ_AS_LETTERS), shown)


def _in_latin(text: str) -> str:
    wide = unicodedata.normalize("NFKC", text)
    seen = "".join(one for one in wide if unicodedata.category(one) != "Cf")
    return seen.translate(LATIN_OF_LOOKALIKES).replace("\u2019", "'")

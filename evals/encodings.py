"""Encodings: how an attack's words are disguised on their way in."""

import codecs
from base64 import b64encode
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

_LEET = str.maketrans("aeiostAEIOST", "431057431057")
_LATIN, _CYRILLIC = "aeopcxyABEHKMOPCTX", "аеорсхуАВЕНКМОРСТХ"  # noqa: RUF001  that they look alike is the point
_LOOKALIKES = str.maketrans(_LATIN, _CYRILLIC)
LATIN_OF_LOOKALIKES = str.maketrans(_CYRILLIC, _LATIN)


class Encoding(StrEnum):
    """`plain` is none."""

    PLAIN = "plain"
    BASE64 = "base64"
    HEX = "hex"
    ROT13 = "rot13"
    LEET = "leet"
    ZERO_WIDTH = "zero_width"
    HOMOGLYPH = "homoglyph"
    FULL_WIDTH = "full_width"
    SPACED = "spaced"
    REVERSED = "reversed"
    TAGS = "tags"


def encoded(words: str, encoding: Encoding) -> str:
    """Return `words` so disguised."""
    return _ENCODERS[encoding](words)


def _full_width(words: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in words)


def _in_tags(words: str) -> str:
    """Characters that no phone shows, and that a model reads."""
    return "hi" + "".join(chr(0xE0000 + ord(one)) for one in words if one.isascii())


_ENCODERS: Mapping[Encoding, Callable[[str], str]] = MappingProxyType(
    {
        Encoding.PLAIN: lambda words: words,
        Encoding.BASE64: lambda words: b64encode(words.encode()).decode(),
        Encoding.HEX: lambda words: words.encode().hex(),
        Encoding.ROT13: lambda words: codecs.encode(words, "rot13"),
        Encoding.LEET: lambda words: words.translate(_LEET),
        Encoding.ZERO_WIDTH: "\u200b".join,
        Encoding.HOMOGLYPH: lambda words: words.translate(_LOOKALIKES),
        Encoding.FULL_WIDTH: _full_width,
        Encoding.SPACED: " ".join,
        Encoding.REVERSED: lambda words: words[::-1],
        Encoding.TAGS: _in_tags,
    }
)

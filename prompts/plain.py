"""Plain characters: words folded into the GSM-7 basic set, so that a text stays cheap and readable on any phone."""

import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""GSM 03.38, basic set. Characters of the extension table cost two and are left out."""

_TYPOGRAPHY = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2013": "-",
        "\u2014": "-",
        "\u2026": "...",
        "\u00a0": " ",
        "\u202f": " ",
    }
)
_LOOKALIKES = _TYPOGRAPHY | str.maketrans(
    {
        "\u00d7": "x",
        "[": "(",
        "]": ")",
        "{": "(",
        "}": ")",
        "|": "/",
        "~": "-",
        "\u20ac": "EUR ",
    }
)


def straight(text: str) -> str:
    """Return `text` with curly quotes, dashes and thin spaces as phones type them: one alone halves a segment."""
    return text.translate(_TYPOGRAPHY)


def plain(text: object) -> str:
    """Return `text` on one line in GSM-7 basic characters: lookalikes replaced, accents folded, the rest dropped."""
    replaced = str(text).translate(_LOOKALIKES)
    return " ".join("".join(_folded(character) for character in replaced).split())


def is_plain(text: str) -> bool:
    """Tell whether every character of `text` is in the GSM-7 basic set."""
    return all(character in _BASIC for character in text)


def _folded(character: str) -> str:
    if character in _BASIC:
        return character
    if character.isspace():
        return " "
    return "".join(part for part in unicodedata.normalize("NFKD", character) if part in _BASIC)

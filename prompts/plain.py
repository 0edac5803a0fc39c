"""Plain characters: words folded into the GSM-7 basic set, so that a text stays cheap and readable on any phone."""

import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""GSM 03.38, basic set. Characters of the extension table cost two and are left out."""

_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f", " "),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff", None),
        "\u2026": "...",
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
    """Return `text` with curly quotes, dashes and spaces as phones type them, without those that nobody sees: one alone
    more than halves a segment. The joiner inside emoji stays."""
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

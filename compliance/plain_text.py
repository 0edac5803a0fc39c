"""Texts made plain for reading by code: one form for every way of writing the same character."""

import unicodedata

MOST_TEXTS = 512
"""So many texts are remembered as they were read: a campaign says the same to thousands, but for their names."""

_INVISIBLE = frozenset({"Cf", "Cc", "Mn", "Me"})
_MARKS = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u02bc": "'",
        "\u201b": "'",
        "`": "'",
        "\u00b4": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u00ab": '"',
        "\u00bb": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2015": "-",
        "\u2212": "-",
        "\u066a": "%",
        "\u2052": "%",
        "\u2024": ".",
        "\u3002": ".",
    }
)
_CONTROLS: dict[int, str | None] = {code: None for code in (*range(0x20), 0x7F) if not chr(code).isspace()} | {
    0x60: "'"
}

_LOOKALIKES = str.maketrans(
    "абвеіјкмнорѕстухԁԛԝьАВЕІЈКМНОРЅСТУХαερουικτνΑΒΕΖΗΙΚΜΝΟΡΤΥΧᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
    "a6beijkmhopsctyxdqwbABEIJKMHOPSCTYXaepouiktvABEZHIKMNOPTYXabcdefghijklmnoprstuvwyz",
)
"""Cyrillic, Greek and small capital letters that look like Latin ones (Unicode TR39 confusables, the common few)."""


def plain(text: str) -> str:
    """Return `text` in NFKC with ASCII digits and marks, without invisible characters, spaced singly."""
    if text.isascii():
        return " ".join(text.translate(_CONTROLS).split())
    wide = unicodedata.normalize("NFKC", text).translate(_MARKS)
    return " ".join("".join(_visible(character) for character in wide).split())


def fold_lookalikes(text: str) -> str:
    """Return `text` with letters that only look Latin made Latin."""
    return text.translate(_LOOKALIKES)


def without_accents(text: str) -> str:
    """Return `text` with its accents dropped."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(part for part in parts if not unicodedata.combining(part)))


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    return "" if category in _INVISIBLE else character

"""Spelled numbers, English and Spanish, written as digits."""

import re
from functools import lru_cache

_ONES = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_TEENS = {"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16} | {
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70} | {
    "eighty": 80,
    "ninety": 90,
}
_UNOS = {"dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9}
_TO_TWENTY = {"diez": 10, "doce": 12, "trece": 13, "catorce": 14, "quince": 15, "dieciseis": 16, "diecisiete": 17} | {
    "dieciocho": 18,
    "diecinueve": 19,
}
"""Without ``once``, which is an English word."""
_TO_THIRTY = {f"veinti{word}": 20 + worth for word, worth in _UNOS.items()}
_VEINTE = {"veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70} | {
    "ochenta": 80,
    "noventa": 90,
}
_HUNDREDS = {"hundred": 100, "cien": 100, "doscientos": 200, "trescientos": 300}
_OTHERS = {"quinze": 15, "vinte": 20, "trinta": 30, "dix": 10, "vingt": 20, "trente": 30, "zehn": 10} | {
    "zwanzig": 20,
    "dreissig": 30,
    "dieci": 10,
    "venti": 20,
    "trenta": 30,
}
"""French, German, Italian and Portuguese, the round ones that discounts are made of."""
_SLANG = {"tenner": "10 dollars", "fiver": "5 dollars", "zero": "0"}
_SMALL = _ONES | _TEENS | _UNOS | _TO_TWENTY | _TO_THIRTY | _OTHERS
_WORTH = _SMALL | _TENS | _VEINTE | _HUNDREDS

SPELLED = frozenset(_WORTH) | frozenset(_SLANG)
"""The words that `with_digits` reads."""


def with_digits(text: str) -> str:
    """Return `text` with spelled numbers as digits: ``twenty-five percent`` becomes ``25 percent``."""
    return _spelled().sub(_as_digits, text)


@lru_cache(maxsize=1)
def _spelled() -> re.Pattern[str]:
    ones, tens, unos, veinte = (_any(words) for words in (_ONES, _TENS, _UNOS, _VEINTE))
    hundreds, rest = _any(_HUNDREDS), _any(_SMALL | _TENS | _VEINTE)
    return re.compile(
        rf"\b(?:(?:(?P<times>{ones}|an?)\s+)?(?P<hundred>{hundreds})"
        rf"(?:\s+(?:and\s+)?(?P<more>{_below_hundred(ones, tens)}))?"
        rf"|(?P<tens>{tens})[\s-]*(?P<ones>{ones})|(?P<veinte>{veinte})\s+y\s+(?P<unos>{unos}|uno?)"
        rf"|(?P<slang>{_any(_SLANG)})|(?P<word>{rest}))\b",
        re.IGNORECASE,
    )


def _below_hundred(ones: str, tens: str) -> str:
    return rf"(?:{tens})(?:[\s-]+(?:{ones}))?|{_any(_SMALL)}"


def _any(words: dict[str, int] | dict[str, str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _as_digits(found: re.Match[str]) -> str:
    if found["slang"]:
        return _SLANG[found["slang"].lower()]
    if found["hundred"]:
        more = sum(_WORTH[word] for word in re.findall(r"[a-z]+", (found["more"] or "").lower()))
        return str(_worth(found["times"]) * _worth(found["hundred"]) + more)
    if found["tens"]:
        return str(_worth(found["tens"]) + _worth(found["ones"]))
    if found["veinte"]:
        return str(_worth(found["veinte"]) + _worth(found["unos"]))
    return str(_worth(found["word"]))


def _worth(word: str | None) -> int:
    return _WORTH.get((word or "").lower(), 1)

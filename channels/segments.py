"""How many SMS segments a text takes (3GPP TS 23.038 alphabets, TS 23.040 concatenation)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Encoding(StrEnum):
    """The alphabets of a text message. One character outside GSM-7 moves the whole text to UCS-2."""

    GSM_7 = "gsm-7"
    UCS_2 = "ucs-2"


@dataclass(frozen=True, slots=True)
class Segments:
    """A text's size. `units` are septets in GSM-7, UTF-16 code units in UCS-2; `count` is 0 for no text."""

    encoding: Encoding
    units: int
    count: int


def measure(text: str) -> Segments:
    """Measure a text. No escape pair and no surrogate pair is split across segments."""
    if _SEPTETS.keys() >= set(text):
        units = len(text) + sum(map(text.count, _EXTENSION))
        return _fill(Encoding.GSM_7, units, map(_SEPTETS.__getitem__, text), alone=160, joined=153)
    widths = [1 + (character > "\uffff") for character in text]
    return _fill(Encoding.UCS_2, sum(widths), widths, alone=70, joined=67)


def _fill(encoding: Encoding, units: int, widths: Iterable[int], *, alone: int, joined: int) -> Segments:
    """Most texts fit into one segment: `widths`, of each character, are looked at where one does not."""
    if units <= alone:
        return Segments(encoding, units, min(units, 1))
    return Segments(encoding, units, _count_filled(widths, joined))


def _count_filled(widths: Iterable[int], room: int) -> int:
    count, free = 0, 0
    for width in widths:
        if width > free:
            count, free = count + 1, room
        free -= width
    return count


_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = "^{}\\[~]|€\f"
_SEPTETS = dict.fromkeys(_BASIC, 1) | dict.fromkeys(_EXTENSION, 2)

"""Payment card numbers in texts, so that none is sent, kept, logged or shown to a model (PCI SSC FAQ 1085 and 1157).

A card number is 13 to 19 digits that pass the Luhn check (ISO/IEC 7812-1) and begin as an issuer's cards of that length
do. What a text says around the digits decides where the digits alone leave a doubt.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

SHORTEST, LONGEST = 13, 19

_ISSUERS: tuple[tuple[int, int, frozenset[int]], ...] = (
    (2200, 2204, frozenset({16, 17, 18, 19})),
    (2221, 2720, frozenset({16})),
    (3000, 3059, frozenset({14, 16, 17, 18, 19})),
    (3095, 3095, frozenset({14, 16, 17, 18, 19})),
    (3400, 3499, frozenset({15})),
    (3528, 3589, frozenset({16, 17, 18, 19})),
    (3600, 3699, frozenset({14, 16, 17, 18, 19})),
    (3700, 3799, frozenset({15})),
    (3800, 3999, frozenset({14, 16, 17, 18, 19})),
    (4000, 4999, frozenset({13, 16, 19})),
    (5000, 5099, frozenset({13, 14, 15, 16, 17, 18, 19})),
    (5100, 5599, frozenset({16})),
    (5600, 5999, frozenset({13, 14, 15, 16, 17, 18, 19})),
    (6000, 6999, frozenset({16, 17, 18, 19})),
    (8100, 8299, frozenset({16})),
)
"""First four digits and lengths: Mir, Mastercard, Diners, Amex, JCB, Visa, Maestro, Discover, UnionPay, RuPay.

Source: the published ISO/IEC 7812 ranges of these networks (memory), taken widely.
"""

_SPACED = re.compile(r"\d(?:[ \t\r\n\u00a0\u200b-\u200d\u2060\ufeff.,*_/|\-\u2010-\u2015]{0,3}\d){12,}")
_GROUP = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Span:
    """Where in a text: from the character `start` up to, not including, `end`."""

    start: int
    end: int


def has_card_number(text: str) -> bool:
    """Tell whether `text` contains a card number."""
    return next(_cards(text), None) is not None


def card_numbers(text: str) -> tuple[Span, ...]:
    """Return where the card numbers of `text` stand, from left to right."""
    return tuple(_cards(text))


def _cards(text: str) -> Iterator[Span]:
    for run in _SPACED.finditer(text):
        groups = [Span(group.start(), group.end()) for group in _GROUP.finditer(text, run.start(), run.end())]
        first = 0
        while first < len(groups):
            after = _card_from(text, groups, first)
            if after is None:
                first += 1
            else:
                yield Span(groups[first].start, groups[after - 1].end)
                first = after


def _card_from(text: str, groups: list[Span], first: int) -> int | None:
    """Return after which group the longest card ends that begins with the group `first`."""
    found, digits = None, ""
    for after in range(first + 1, len(groups) + 1):
        digits += text[groups[after - 1].start : groups[after - 1].end]
        if len(digits) > LONGEST:
            break
        if len(digits) >= SHORTEST and _is_card(text, groups[first:after], digits):
            found = after
    return found


def _is_card(text: str, groups: list[Span], digits: str) -> bool:
    if not passes_luhn(digits) or _is_part_of_another(text, groups):
        return False
    is_issued, looks_typed = _is_issued(digits), _looks_typed(groups)
    if _context("cards").search(text):
        return is_issued or looks_typed
    if not is_issued or not looks_typed:
        return False
    before = text[max(0, groups[0].start - 40) : groups[0].start]
    is_tracking = _context("tracking").search(before) is not None
    return not is_tracking and not (len(groups) == 1 and _context("orders").search(before))


def _is_issued(digits: str) -> bool:
    prefix = int(digits[:4])
    return any(low <= prefix <= high and len(digits) in lengths for low, high, lengths in _ISSUERS)


def _looks_typed(groups: list[Span]) -> bool:
    """People type a card in one piece, digit by digit, in fours, or as 4-6-5 and 4-6-4."""
    sizes = [group.end - group.start for group in groups]
    in_fours = all(size % 4 == 0 for size in sizes[:-1]) and sizes[0] >= 4
    return len(sizes) == 1 or set(sizes) == {1} or in_fours or sizes in ([4, 6, 5], [4, 6, 4])


def _is_part_of_another(text: str, groups: list[Span]) -> bool:
    """A link's number, or what follows a decimal point."""
    start = groups[0].start
    word = text[max(text.rfind(blank, 0, start) for blank in " \n\t") + 1 : start]
    in_link = "://" in word or word.lower().startswith("www.")
    return in_link or (start >= 2 and text[start - 1] == "." and text[start - 2].isdigit() and len(groups) == 1)


def passes_luhn(digits: str) -> bool:
    """Tell whether a string of decimal digits has the right check digit (ISO/IEC 7812-1, annex B)."""
    values = [int(character) for character in reversed(digits)]
    doubled = [value * 2 - 9 * (value > 4) for value in values[1::2]]
    return (sum(values[::2]) + sum(doubled)) % 10 == 0


@lru_cache(maxsize=4)
def _context(kind: str) -> re.Pattern[str]:
    """Return what makes digits a card's, or what names them as something else just before they come."""
    named = r"\W*(?:(?:numbers?|num|no|nr|id|code|is|es)\W*){0,3}$"
    patterns = {
        "cards": r"\b(?:credit|debit|visa|master ?card|amex|american express|discover|maestro|diners|cvv2?|cvc2?"
        r"|cards?|cc|tarjeta|carte)\b",
        "tracking": rf"\b(?:tracking|track|shipment|usps|ups|fedex|dhl|imei|isbn|rastreo|seguimiento){named}",
        "orders": r"\b(?:orders?|invoice|confirmation|serial|upc|ean|gtin|sku|barcode|case|ticket|reference|ref|pedido)"
        + named,
    }
    return re.compile(patterns[kind], re.IGNORECASE)

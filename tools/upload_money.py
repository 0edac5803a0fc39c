"""Amounts as people and spreadsheets write them, with a point or a comma, in currencies with any number of decimals."""

import re
from decimal import Decimal

from conversation.currency import decimals_of
from conversation.money import Money
from tools.upload_fault import BadCell

_SYMBOLS = {"€": ("EUR",), "£": ("GBP",), "¥": ("JPY", "CNY"), "₩": ("KRW",), "₹": ("INR",)}
_WORD = re.compile(r"[A-Za-z]+")
_BESIDE = re.compile(r"[\s'\u2019$€£¥₩₹A-Za-z]")
_AMOUNT = re.compile(r"-?[.,]?\d[\d.,]*")
_REMEDY = "write it as 1299.90, without thousands"
MOST_SIGNS = 24
CODE_LENGTH = 3


def read_money(field: str, text: str, currency: str) -> Money:
    """Return the amount, which may be below zero. Raises BadCell where it could mean two things, or nothing."""
    _check_currency(field, text, currency)
    bare = _BESIDE.sub("", text)
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    if not _AMOUNT.fullmatch(bare):
        raise BadCell(field, "it is no amount of money", _REMEDY)
    if len(bare) > MOST_SIGNS:
        raise BadCell(field, "it is far too much", "look at its decimals")
    whole, fraction = _split(field, bare, decimals_of(currency))
    if len(fraction.rstrip("0")) > decimals_of(currency):
        raise BadCell(field, f"it has more decimals than {currency}", f"round it to {decimals_of(currency)} decimals")
    return Money.parse(str(Decimal(f"{whole or '0'}.{fraction or '0'}")), currency)


def _check_currency(field: str, text: str, currency: str) -> None:
    """What stands beside the figures must be the row's own currency."""
    words = [word.upper() for word in _WORD.findall(text)]
    others = [word for word in words if word not in (currency, currency[:2])]
    if any(len(word) != CODE_LENGTH for word in others):
        raise BadCell(field, "it is no amount of money", _REMEDY)
    others += [sign for sign, codes in _SYMBOLS.items() if sign in text and currency not in codes]
    if others:
        raise BadCell(field, f"it names {others[0]}, and the row counts in {currency}", "fill the column currency")


def _split(field: str, bare: str, decimals: int) -> tuple[str, str]:
    """Return what stands before and after the decimal sign."""
    signs = [sign for sign in bare if sign in ".,"]
    if not signs:
        return bare, ""
    last = signs[-1]
    head, _, tail = bare.rpartition(last)
    if len(set(signs)) == 2:
        other = "," if last == "." else "."
        if last in head or not _is_grouped(head, other):
            raise BadCell(field, "its points and commas make no amount", _REMEDY)
        return head.replace(other, ""), tail
    if len(signs) > 1:
        return _ungrouped(field, bare, last), ""
    if len(tail) == 3 and decimals != 3:
        return _thousands(field, bare, last, decimals), ""
    return head, tail


def _thousands(field: str, bare: str, sign: str, decimals: int) -> str:
    """One sign before three digits: a comma groups thousands, and so does any sign where there are no decimals."""
    if sign == "." and decimals:
        raise BadCell(field, "it could mean thousands or decimals", _REMEDY)
    return _ungrouped(field, bare, sign)


def _ungrouped(field: str, bare: str, sign: str) -> str:
    if not _is_grouped(bare, sign):
        raise BadCell(field, "its points and commas make no amount", _REMEDY)
    return bare.replace(sign, "")


def _is_grouped(digits: str, sign: str) -> bool:
    first, *others = digits.removeprefix("-").split(sign)
    return 1 <= len(first) <= 3 and all(len(other) == 3 for other in others) if others else True

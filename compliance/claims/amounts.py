"""Amounts of money as texts write them: ``$1,299.90``, ``1.299,90 €``, ``¥1,980``, ``199 kr``, ``KWD 12.345``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from compliance.claims.currencies import Called, names, signs
from compliance.claims.phrases import Found
from compliance.plain_text import MOST_TEXTS
from conversation.currency import decimals_of

_FIGURES = (
    r"(?:\d{1,3}(?:[,.']\d{3})+(?:[.,]\d{1,3})?|\d{1,3}(?: \d{3})+(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,3})?)"
    r"(?![\d%]|[.,]\d)"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in thousandths of the unit, whole where it was written without decimals.

    `currencies` are those that it may be in; none where nothing beside it says.
    """

    thousandths: int
    is_whole: bool
    currencies: frozenset[str] = frozenset()

    def may_be_in(self, currency: str) -> bool:
        return not self.currencies or currency in self.currencies

    def may_mean(self, other: "Amount") -> bool:
        """Tell whether both name the same amount, in what could be the same currency."""
        both = self.currencies and other.currencies
        return self.thousandths == other.thousandths and (not both or bool(self.currencies & other.currencies))

    def is_about(self, true: int) -> bool:
        """To the last digit; an amount in whole units may be the nearest one."""
        return self.thousandths == true or (self.is_whole and self.thousandths == (true + 500) // 1000 * 1000)


@dataclass(frozen=True, slots=True)
class NamedAmount:
    """An amount of money, and where it stands in a text."""

    found: Found
    amount: Amount


def amounts_in(low: str, tokens: frozenset[str], own: str = "") -> Iterator[NamedAmount]:
    """Yield the amounts with a sign or a word of money in a text in lower case, whose words are `tokens`.

    `own` is the currency of the merchant's prices, where it is known.
    """
    if not _symbols(own).isdisjoint(low) or not _words(own).isdisjoint(tokens):
        yield from marked_amounts(low, own)


@lru_cache(maxsize=MOST_TEXTS)
def marked_amounts(low: str, own: str = "") -> tuple[NamedAmount, ...]:
    """Return the same from any part of a text. One is read several times in a decision, hence the memory."""
    return tuple(_read(found, own) for found in _marked(own).finditer(low))


def _read(found: Found, own: str) -> NamedAmount:
    sign, figures = found["sign"] or found["sign2"], found["before"] or found["after"]
    return NamedAmount(found, amount_of(figures, own, _called(own)[sign]))


def amount_of(figures: str, own: str = "", currencies: frozenset[str] = frozenset()) -> Amount:
    """Read an amount as texts write it. Three digits after a point are decimals only where the currency has three."""
    decimals = max(decimals_of(currency) for currency in currencies or (own,))
    bare = re.sub(r"[ ']", "", figures)
    whole, *parts = re.split(r"[.,]", bare)
    is_thirds = decimals == 3 and bare[-4:-3] == "." and "." not in bare[:-4]
    has_decimals = bool(parts) and (len(parts[-1]) != 3 or is_thirds)
    decimal = parts.pop() if has_decimals else ""
    return Amount(int(whole + "".join(parts)) * 1000 + int(decimal.ljust(3, "0")[:3]), not has_decimals, currencies)


@cache
def _symbols(own: str) -> frozenset[str]:
    """The characters of which a text with a sign of money has one."""
    return frozenset(sign[-1] for sign in _called(own) if not _is_word(sign))


@cache
def _words(own: str) -> frozenset[str]:
    return frozenset(sign.rstrip(".") for sign in _called(own) if _is_word(sign))


def _is_word(sign: str) -> bool:
    return sign.isascii() and sign.rstrip(".").isalpha()


@cache
def _called(own: str) -> Called:
    return MappingProxyType({**names(own), **signs(own)})


@cache
def _marked(own: str) -> re.Pattern[str]:
    before, after = _any_of(signs(own)), _any_of(_called(own))
    return re.compile(
        rf"(?<![a-z])(?P<sign>{before})\s?(?P<before>{_FIGURES})"
        rf"|(?<![\d.,])(?P<after>{_FIGURES})\s?(?P<sign2>{after})(?![a-z])"
    )


def _any_of(words: Called) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))

"""Numbers that no text may carry and no row, log or model may hold: found, and replaced by what they were.

Cards and what stands beside them (PCI DSS 3.3.1: no security code is kept), US social security and bank numbers.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from compliance.cards import card_numbers

CARD = "card number"
EXPIRY = "expiry"
CODE = "security code"
SOCIAL = "social security number"
BANK = "account number"

MARK = re.compile(r"\[(?:card number|expiry|security code|social security number|account number) removed\]")
_MANY_DIGITS = re.compile(r"\d(?:\D{0,3}\d){8}")
_CODE = re.compile(r"\d{3}")
_CODE_WORD = re.compile(r"cv[vcn]|csc|code|digo de", re.IGNORECASE)
_MAY_GO_ON = re.compile(r"\D{0,20}\d[\d\W]{2,24}(?:\D{0,12}\d{3,4})?\D{0,12}")


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without its sensitive numbers, and which kinds were in it, each once."""

    text: str
    kinds: tuple[str, ...] = ()


def redact(text: str, *, before: str = "") -> Redacted:
    """Return `text` with ``[card number removed]`` and the like instead of the numbers.

    `before` is the same person's text just before, where one is near: a card goes on in the next text, and an expiry
    and a security code follow one.
    """
    if before and may_go_on(text):
        return _after(before, text)
    if _MANY_DIGITS.search(text) is None and (_CODE.search(text) is None or _CODE_WORD.search(text) is None):
        return Redacted(text)
    return _redacted(text, near_card=False)


def may_go_on(text: str) -> bool:
    """Tell whether `text` is hardly more than digits, so that it may complete what was texted before it."""
    return len(text) <= 60 and _MAY_GO_ON.fullmatch(text) is not None


def mark(kind: str) -> str:
    """Return what stands in the place of a number of this kind."""
    return f"[{kind} removed]"


def without_cards(text: str) -> str:
    """Return `text` without card numbers alone: for texts whose like were redacted when they came."""
    spans = card_numbers(text)
    for span in reversed(spans):
        text = f"{text[: span.start]}{mark(CARD)}{text[span.end :]}"
    return text


def without_marks(text: str) -> str:
    """Return `text` without the words that stand in the place of numbers: nobody wrote them."""
    return MARK.sub(" ", text) if " removed]" in text else text


def _after(before: str, text: str) -> Redacted:
    joined = f"{before} {text}"
    begin = len(before) + 1
    across = [span for span in card_numbers(joined) if span.start < begin < span.end]
    if across:
        rest = text[across[0].end - begin :]
        redacted = _redacted(f"{mark(CARD)}{rest}", near_card=True)
        return Redacted(redacted.text, (CARD, *redacted.kinds))
    return _redacted(text, near_card=mark(CARD) in before)


def _redacted(text: str, *, near_card: bool) -> Redacted:
    plain = without_cards(text)
    near_card = near_card or mark(CARD) in plain
    for pattern, replacement, beside_card in _patterns():
        if near_card or not beside_card:
            plain = pattern.sub(replacement, plain)
    found = {kind: plain.count(mark(kind)) for kind in (CARD, EXPIRY, CODE, SOCIAL, BANK)}
    return Redacted(plain, tuple(kind for kind, count in found.items() if count > text.count(mark(kind))))


Replacement = str | Callable[[re.Match[str]], str]


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], Replacement, bool], ...]:
    """Return what to look for, what to put there, and whether only beside a card."""
    month, year = r"(?:0?[1-9]|1[0-2])", r"(?:20)?[2-4]\d"
    until = r"(?:exp\w*|valid\w*|good|vence\w*|through|thru|until|till|date|is|on|\W){0,4}"
    said = r"(?:number|no|is|es|was|are|#|:|=|\W){0,5}"
    code = r"(?:cvv2?|cvc2?|cvn|csc|(?:security|card|verification) code|c[oó]digo de seguridad)"

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    return (
        (compiled(rf"\b({code}\b{said})\d{{3,4}}(?!\d)"), rf"\g<1>{mark(CODE)}", False),
        (compiled(rf"(?<!\d){month}\s?[/\-.]\s?{year}(?![\d/])"), mark(EXPIRY), True),
        (compiled(rf"(\bexp\w*{until}){month}[ ]?{year}(?!\d)"), rf"\g<1>{mark(EXPIRY)}", True),
        (compiled(r"(number removed\][\s,;|]{1,3})(?:0[1-9]|1[0-2])[2-4]\d(?!\d)"), rf"\g<1>{mark(EXPIRY)}", True),
        (
            compiled(r"((?:number|expiry) removed\](?:[\s,;|/-]|and|code|y){1,6})\d{3,4}(?![\d/-])"),
            rf"\g<1>{mark(CODE)}",
            True,
        ),
        (compiled(r"^((?:and|the|its|code|y|\W)*)\d{3,4}(\W*)$"), rf"\g<1>{mark(CODE)}\g<2>", True),
        (
            compiled(r"(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])"),
            mark(SOCIAL),
            False,
        ),
        (
            compiled(rf"(\b(?:ssn|social(?: security)?)\b{said})\d{{3}}[ .-]?\d{{2}}[ .-]?\d{{4}}(?!\d)"),
            rf"\g<1>{mark(SOCIAL)}",
            False,
        ),
        (compiled(rf"(\b(?:routing|aba)\b{said})\d{{9}}(?!\d)"), rf"\g<1>{mark(BANK)}", False),
        (
            compiled(rf"(\b(?:bank|checking|savings)\b\W*(?:account|acct|acc)?\b{said})\d{{6,17}}(?!\d)"),
            rf"\g<1>{mark(BANK)}",
            False,
        ),
        (
            compiled(rf"(account number removed\].{{0,30}}?\b(?:account|acct)\b{said})\d{{6,17}}(?!\d)"),
            rf"\g<1>{mark(BANK)}",
            False,
        ),
        (re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"), _without_iban, False),
    )


def _without_iban(found: re.Match[str]) -> str:
    """An IBAN's check digits make it 1 modulo 97 (ISO 13616-1)."""
    plain = found.group().replace(" ", "")
    number = "".join(str(int(character, 36)) for character in plain[4:] + plain[:4])
    return mark(BANK) if int(number) % 97 == 1 else found.group()

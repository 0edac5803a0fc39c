"""Discount codes in texts: tokens that look like one, words that are called one, and capitals at the checkout."""

import re
from collections.abc import Iterator
from functools import lru_cache

from compliance.claims.phrases import words_of

_NOUN = (
    r"(?:(?:promo(?:tion(?:al)?)?|discount|coupon|voucher|checkout|gift|special|secret|vip|magic|personal|"
    r"exclusive)\s?)?"
    r"(?:codes?|c[oó]digos?(?:\s(?:de\s\w+|promocional))?|cup[oó]n(?:es)?|coupons?|vouchers?|promos?|magic word|"
    r"secret word|pass ?word|passphrase|passcode|word)"
)
_CODE = r"[\"'“(*]*(?P<code>[A-Za-z0-9][A-Za-z0-9_-]{2,})"
_FILLER = r"(?:\s+(?:for you|here|today|below|to (?:use|enter|type|remember)|you need|you want|i have|we have))?"
_PUT = (
    r"(?:use|using|enter|entering|apply|try|add|type|redeem|with|paste|put|pop|plug|punch|drop|key|input|copy|grab|"
    r"take|mention|say|quote|show|usa|usar|ingresa|pon|aplica|con|mete|escribe|utiliza|introduce|give)"
)
_PLACES = (
    r"check ?out|promo|box|field|till|register|cart|payment|paying|pay|code|coupon|discount|voucher|off|redeem|"
    r"called|named|save|savings|word|caja|pagar|pago|"
    r"compra|c[oó]digo|cup[oó]n|treat|deal|offer|perk|yours"
)
_CAPITALS = re.compile(r"(?<![\w.@/#-])(?P<code>[A-Z][A-Z0-9]*(?:[-_][A-Z0-9]+)*)(?![\w@-])")
_MIXED = re.compile(
    r"(?<![\w#-])(?=[A-Za-z0-9_-]*[A-Za-z]{2})(?=[A-Za-z0-9_-]*\d)(?P<code>[A-Za-z][A-Za-z0-9_-]{3,})(?!\w)"
)
_UNITS = re.compile(
    r"(?i)(?:spf|upf|uv|iso|gsm|mp|usb|hdmi|covid|size|us|uk|eu|ip|rtx|ps|wi-?fi|bluetooth|web|top|no)-?\d+\w*|"
    r"(?:step|part|day|week|level|type|gen|series|model|"
    r"vol|version|zone|tier|grade|class|row|item|page|option|phase|stage|mon|tue|wed|thu|fri|sat|sun)-?\d+|"
    r"[a-z]+-\d+-[a-z]+|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)\d+|"
    r"(?:under|over|mid|pre|post|non|up|to|from)-?\d+s?|\w+-\d+(?:mm|cm|in|oz|lb|kg|g|l|ml)"
)
_NUMBERED = re.compile(
    r"\b(?:order|tracking|invoice|ticket|reference|ref|case|confirmation|pedido|model|sku|style|item|style number|"
    r"serial|gu[ií]a)\b[\s\w]{0,12}[#:]?\s*#?$",
    re.I,
)


@lru_cache(maxsize=1)
def _called() -> tuple[re.Pattern[str], ...]:
    """A code that is called one; one that is to be entered; capitals after the word; the word with a mark."""
    return (
        re.compile(
            rf"\b{_NOUN}{_FILLER}\s*(?:\b(?:is|are|was|called|named|es|will be|would be|goes)\b|:|=|->|→|"
            rf"=>)+\s*{_CODE}",
            re.I,
        ),
        re.compile(rf"\b{_PUT}\b[^.!?\n]{{0,25}}\b{_NOUN}\s+{_CODE}", re.I),
        re.compile(rf"(?i:\b{_NOUN})\s+[\"'“(*]*(?P<code>[A-Z][A-Z0-9_-]{{2,}})\b"),
        re.compile(rf"\b{_PUT}\s+(?:in\s+)?[\"'“]{_CODE}[\"'”]", re.I),
        re.compile(
            r"\b(?P<code>[A-Za-z0-9-]{6,})\s+(?:gets|gives|takes|saves|unlocks|knocks)\b[^.!?]{0,60}"
            r"\bas (?:the|your|a) (?:coupon|promo|code)\b",
            re.I,
        ),
        re.compile(rf"\b(?:field|box|slot|checkout)\s+(?:takes|accepts|likes|wants|needs)\s+{_CODE}", re.I),
        re.compile(
            r"\b(?:phrase|pass ?word|words?|quote|mention|say)\b[^.!?\"“]{0,12}[\"“](?P<code>[^\"”]{3,30})[\"”]", re.I
        ),
        re.compile(r"(?:->|→|=>|:)\s*[\"'“(*]*(?P<code>[A-Z][A-Z0-9_-]{4,})\b"),
        re.compile(
            rf"\b(?:type|enter|apply|use|try|redeem|paste|put|mention|say|add|pop)\s+(?:in\s+)?{_CODE}\s+(?:at|in|"
            rf"into|when|during|on)\s+"
            r"(?:the\s+|you\s+)?(?:check(?:ing)?[ -]?out|promo|discount|coupon|cart|till|register|payment|pay|"
            r"code|box|caja)\b",
            re.I,
        ),
    )


@lru_cache(maxsize=64)
def codes_in(text: str, tokens: frozenset[str]) -> tuple[str, ...]:
    """Return what looks like, or is called, a discount code; `tokens` are the text's words in lower case.

    Numbers of orders and parcels are none. A draft is looked at several times in one decision, hence the memory.
    """
    codes: dict[str, str] = {}
    for code in (*_named(text, tokens), *_mixed(text), *_in_capitals(text)):
        codes.setdefault(code.upper(), code)
    return tuple(codes.values())


def _named(text: str, tokens: frozenset[str]) -> Iterator[str]:
    if tokens.isdisjoint(words_of("codes")) and not any(mark in text for mark in _MARKS):
        return
    for pattern in _called():
        for found in pattern.finditer(text):
            code = found["code"].strip("-_'")
            if len(code) >= 3 and code.lower() not in words_of("ordinary") and code not in words_of("acronyms"):
                yield code


_MARKS = ("->", "→", "=>", '"', "“", ":")


def _mixed(text: str) -> Iterator[str]:
    if not any(map(str.isdigit, text)):
        return
    for found in _MIXED.finditer(text):
        code = found["code"].strip("-_")
        if _UNITS.fullmatch(code) or _NUMBERED.search(text[: found.start()]):
            continue
        if re.search(r"\d", code) and len(re.sub(r"[^A-Za-z]", "", code)) >= 2:
            yield code


def _in_capitals(text: str) -> Iterator[str]:
    """Yield words in capitals near the checkout, unless the whole text shouts."""
    words = [found for found in _CAPITALS.finditer(text) if len(found["code"]) >= 4]
    if not words or _shouts(text):
        return
    for found in words:
        code = found["code"]
        if code in words_of("acronyms") or _UNITS.fullmatch(code):
            continue
        if _near_checkout(text, found) or (len(code) >= 8 and code not in words_of("emphasis")):
            yield code


def _near_checkout(text: str, found: re.Match[str]) -> bool:
    if _NUMBERED.search(text[: found.start()]):
        return False
    around = text[max(0, found.start() - 60) : found.start()] + " " + text[found.end() : found.end() + 60]
    return _context().search(around) is not None


@lru_cache(maxsize=1)
def _context() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_PLACES}|{_PUT})\b", re.I)


def _shouts(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 20 and sum(letter.isupper() for letter in letters) > 0.6 * len(letters)

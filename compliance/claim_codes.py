"""Discount codes in texts: tokens that look like one, words that are called one, and spelled ones."""

import re
from collections.abc import Iterator

_CALLED = re.compile(
    r"\b(?:(?:promo|discount|coupon|voucher|checkout|gift|special)?\s?codes?|coupon|voucher|c[oó]digo)\b\s*"
    r"(?:is|are|was|of|called|named|word|es|de|will be)?\s*[:=]?\s*[\"'(]?(?P<code>[A-Za-z0-9][A-Za-z0-9_-]{2,})",
    re.IGNORECASE,
)
_APPLIED = re.compile(r"\b(?i:use|enter|apply|redeem|usa|ingresa)\s+[\"'(]?(?P<code>[A-Z][A-Z0-9_-]{3,})\b")
_MIXED = re.compile(
    r"(?<![\w#-])(?=[A-Za-z0-9_-]*[A-Za-z]{2})(?=[A-Za-z0-9_-]*\d)(?P<code>[A-Za-z][A-Za-z0-9_-]{3,})(?!\w)"
)
_SPACED = re.compile(r"(?<!\w)(?:[A-Za-z0-9][ .\-_*]){3,}[A-Za-z0-9](?!\w)")
_ORDINARY = re.compile(
    r"a|an|and|any|are|at|above|again|already|applied|applies|apply|back|be|below|both|but|by|can|code|"
    r"codes|check|checkout|cuts|does|died|each|ends|enter|entry|ever|expired|expires|expire|for|from|free|"
    r"gets|get|gives|give|going|good|got|had|has|have|here|how|i|if|in|instead|into|is|issue|issued|it|"
    r"its|just|knocks|last|left|like|lets|made|makes|may|me|might|more|must|my|need|needed|needs|never|"
    r"new|no|none|not|now|of|off|on|once|one|only|or|our|out|over|own|please|reduces|right|saves|save|"
    r"should|still|takes|take|taken|than|that|the|then|there|these|they|this|those|through|till|to|today|"
    r"too|tonight|twice|unless|until|up|us|use|used|valid|was|we|were|what|when|where|which|while|will|"
    r"with|without|word|work|worked|working|works|would|yes|yet|you|your|yours|under|para|que|aqui|del|"
    r"con|sin|por|una|los|las",
    re.IGNORECASE,
)
_UNITS = re.compile(
    r"(?i)(?:spf|upf|uv|iso|gsm|mp|usb|hdmi|covid|size|us|uk|eu|ip)-?\d+\w*|(?:step|part|day|week|level|type|gen|series|model|"
    r"vol|version)-?\d+|[a-z]+-\d+-[a-z]+"
)
_NUMBERED = re.compile(
    r"\b(?:order|tracking|invoice|ticket|reference|ref|case|confirmation|pedido)\b[\s\w]{0,12}[#:]?\s*#?$", re.I
)


def codes_in(text: str) -> Iterator[str]:
    """Yield what looks like, or is called, a discount code. Numbers of orders and parcels are none."""
    seen: set[str] = set()
    for code in (*_called(text), *_mixed(text), *_spelled(text)):
        if code.upper() not in seen:
            seen.add(code.upper())
            yield code


def names_code(text: str) -> bool:
    """Tell whether `text` gives a code by calling it one."""
    return any(_called(text))


def _called(text: str) -> Iterator[str]:
    for pattern in (_CALLED, _APPLIED):
        for found in pattern.finditer(text):
            code = found["code"].strip("-_")
            if _ORDINARY.fullmatch(code) is None and code not in _WORDS_OF_OURS:
                yield code


_WORDS_OF_OURS = frozenset({"STOP", "HELP", "START", "YES", "AGENT", "UNSTOP", "INFO"})


def _mixed(text: str) -> Iterator[str]:
    for found in _MIXED.finditer(text):
        code = found["code"].strip("-_")
        if _UNITS.fullmatch(code) or _NUMBERED.search(text[: found.start()]):
            continue
        if re.search(r"\d", code) and len(re.sub(r"[^A-Za-z]", "", code)) >= 2:
            yield code


def _spelled(text: str) -> Iterator[str]:
    """Yield ``S A V E 1 0`` as SAVE10."""
    for found in _SPACED.finditer(text):
        joined = re.sub(r"[ .\-_*]", "", found.group())
        if len(joined) >= 4 and re.search("[A-Za-z]", joined):
            yield joined

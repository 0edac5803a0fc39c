"""Other people's contact data in texts, masked where a model reads them; a person in the pages sees them whole.

A model needs no phone number, e-mail or street address to answer about a cart, so that only the shopper's own number
and the merchant's own address stay readable (data minimisation: GDPR Art. 5(1)(c), CCPA 1798.100(c); memory).
"""

import re
from functools import lru_cache

PHONE = "[phone number]"
EMAIL = "[e-mail address]"
ADDRESS = "[street address]"

_WORTH_READING = re.compile(r"[\d@]|\bdot\b", re.IGNORECASE)


@lru_cache(maxsize=8192)
def mask(text: str, known: frozenset[str]) -> str:
    """Return `text` with the phone numbers, e-mail and street addresses masked that are none of `known`.

    `known` holds numbers in E.164 and e-mail addresses. The same text always gives the same answer.
    """
    if _WORTH_READING.search(text) is None:
        return text
    own_digits = frozenset(_national("".join(filter(str.isdigit, one))) for one in known if "@" not in one)
    own_mail = frozenset(one.casefold() for one in known if "@" in one)
    text = _email().sub(lambda found: found.group() if found.group().casefold() in own_mail else EMAIL, text)
    text = _address().sub(_masked_address, text)
    return _phone().sub(lambda found: _masked_phone(found, own_digits), text)


def contact_data_in(text: str, known: frozenset[str]) -> tuple[str, ...]:
    """Return the phone numbers, e-mail and street addresses in `text` that are none of `known`, as they stand."""
    masked = mask(text, known)
    if masked == text:
        return ()
    kept = re.split("|".join(map(re.escape, (PHONE, EMAIL, ADDRESS))), masked)
    found = re.fullmatch("(.+?)".join(map(re.escape, kept)), text, re.DOTALL)
    return found.groups() if found else (text,)


def _masked_phone(found: re.Match[str], own: frozenset[str]) -> str:
    digits = "".join(filter(str.isdigit, found.group()))
    is_own = any(number.endswith(_national(digits)) for number in own if number)
    is_order = found.group().isdigit() and _ordered().search(found.string[: found.start()]) is not None
    return found.group() if is_own or is_order else PHONE


def _masked_address(found: re.Match[str]) -> str:
    """A word such as "way" or "court" makes an address only of names, or where more of one follows or leads to it."""
    if found["surely"] or found["more"] or found["box"]:
        return ADDRESS
    names = found["names"].split()
    led_to = _leading().search(found.string[: found.start()]) is not None
    return ADDRESS if led_to and all(name[0].isupper() or name[0].isdigit() for name in names) else found.group()


def _national(digits: str) -> str:
    """Return a North American number without its country code; others as they are."""
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


@lru_cache(maxsize=1)
def _email() -> re.Pattern[str]:
    plain = r"[\w.+%'-]{1,64}\s?@\s?[\w-]+(?:\s?\.\s?[\w-]+)+"
    at, dot, end = r"(?:\(at\)|\[at\]|\sat\s)", r"(?:\.|\(dot\)|\[dot\]|\sdot)", r"(?:com|net|org|edu|io|co|us|me)"
    spelled = rf"[\w.+-]{{1,64}}\s{{0,2}}{at}\s*[\w-]+\s*{dot}\s*{end}"
    return re.compile(rf"(?<![\w@]){plain}|\b{spelled}\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _phone() -> re.Pattern[str]:
    north_american = r"(?:\+?1[ .-]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-]{0,3})[2-9]\d{2}[ .-]{0,3}\d{4}"
    abroad = r"\+[2-9]\d{0,2}(?:[ ().-]{0,2}\d){6,13}"
    local = r"[2-9]\d{2}[.-]\d{4}"
    return re.compile(rf"(?<![\w$#/=.+-])(?:{north_american}|{abroad}|{local})(?![\w$-]|\.\d)")


@lru_cache(maxsize=1)
def _ordered() -> re.Pattern[str]:
    named = r"order|tracking|track|invoice|confirmation|ref|reference|sku|item"
    return re.compile(rf"\b(?:{named})\W*(?:\w+\W+){{0,2}}$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _leading() -> re.Pattern[str]:
    return re.compile(r"\b(?:at|to|address|live|lives|is|ship|send|deliver|from|on)\W*$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _address() -> re.Pattern[str]:
    small = r"(?!(?:the|on|by|a|an|in|my|of|and|or|for|to|is|it|this|that|i|you|your|any|more|with|at|from)\b)"
    names = rf"(?:{small}[A-Za-z0-9][\w'.-]*\s+){{1,4}}"
    surely = r"street|avenue|ave|road|rd|boulevard|blvd|lane|ln|parkway|pkwy|highway|hwy|terrace|apartments"
    perhaps = r"st|drive|dr|court|ct|circle|cir|way|place|pl|trail|square|sq|loop|run|row|path"
    unit = r",?\s*(?:apt|apartment|suite|ste|unit|#)\.?\s*#?\w+"
    city = r",?\s*[A-Za-z.]{1,20}(?:\s[A-Za-z.]{1,20}){0,2},?\s+[A-Z]{2}\b(?:,?\s+\d{5}(?:-\d{4})?)?"
    zip_code = r",?\s*\d{5}(?:-\d{4})?"
    road = (
        rf"(?<![\w$#.-])\d{{1,6}}[A-Za-z]?\s+(?P<names>{names})(?:(?P<surely>{surely})|{perhaps})\b\.?(?!\w)"
        rf"(?P<more>(?:{unit})?(?:(?-i:{city})|{zip_code})|{unit})?"
    )
    return re.compile(rf"{road}|(?P<box>\bp\.?\s?o\.?\s?box\s+\d+)", re.IGNORECASE)

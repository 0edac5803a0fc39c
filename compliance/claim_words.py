"""Numbers, spelled words and phrases by which a text makes a claim."""

import re
from collections.abc import Iterator
from functools import lru_cache

_UNITS = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
}
_TEENS = {
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
}
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_SPANISH = {
    "cinco": 5,
    "diez": 10,
    "quince": 15,
    "veinte": 20,
    "veinticinco": 25,
    "treinta": 30,
    "cuarenta": 40,
    "cincuenta": 50,
}
_WORTH = _UNITS | _TEENS | _TENS | _SPANISH | {"hundred": 100}


@lru_cache(maxsize=1)
def _spelled() -> re.Pattern[str]:
    tens, units = "|".join(_TENS), "|".join(_UNITS)
    words = "|".join(sorted(_WORTH, key=len, reverse=True))
    return re.compile(rf"\b(?:(?:an?|one)\s+hundred|(?P<tens>{tens})[\s-]+(?P<unit>{units})|(?P<word>{words}))\b", re.I)


def with_digits(text: str) -> str:
    """Return `text` with spelled numbers as digits: ``twenty-five percent`` becomes ``25 percent``."""
    return _spelled().sub(_as_digits, text)


def _as_digits(found: re.Match[str]) -> str:
    if found["tens"]:
        return str(_WORTH[found["tens"].lower()] + _WORTH[found["unit"].lower()])
    return str(_WORTH[found["word"].lower()] if found["word"] else 100)


_PERCENT = r"(?:%|per\s?cent\b|percent(?:age)?\b|pct\b|por\s?ciento\b|prozent\b|pour\s?cent\b)"
_NUMBER = r"\d{1,9}(?:[.,]\d+)?"
PERCENTAGE = re.compile(
    rf"(?P<low>{_NUMBER})(?:\s*{_PERCENT})?\s*(?:-|to|or|and|/)\s*(?P<high>{_NUMBER})\s*[-\s]?{_PERCENT}"
    rf"|(?P<one>{_NUMBER})\s*[-\s]?{_PERCENT}|%\s?(?P<after>{_NUMBER})",
    re.IGNORECASE,
)
FRACTION_OFF = re.compile(
    r"\b(?P<half>half|1/2)[\s-]+(?:off|price[ds]?|the price)\b|\bmitad de precio\b|\bhalf-?priced?\b"
    r"|\b(?:1 |a |one )?(?P<third>third|1/3)\s+off\b|\b(?:1 |a |one )?(?P<quarter>quarter|1/4)\s+off\b"
    r"|\b(?:bogo|2 for (?:the price of )?1|3 for (?:the price of )?2|buy (?:1|a|one) get (?:1|a|one))\b",
    re.IGNORECASE,
)
_CURRENCY = r"(?:\$|usd\s?|us\$\s?)"
_AMOUNT = r"\d{1,9}(?:,\d{3})*(?:\.\d{1,2})?(?![\d%])"
MONEY = re.compile(
    rf"(?:{_CURRENCY}\s?(?P<before>{_AMOUNT})|(?<![\d.])(?P<after>{_AMOUNT})\s?(?:\$|dollars?\b|bucks\b|usd\b|d[oó]lares\b))",
    re.IGNORECASE,
)
OFF_AFTER = re.compile(
    r"^\s*(?:\w+\s+)?(?:off|discount|savings?|cheaper|less|credit|back|de descuento)\b", re.IGNORECASE
)
OFF_BEFORE = re.compile(
    r"\b(?:save|saves|saving|save you|saves you|off|discount of|knock|take|takes|deduct|minus)(?:\s+\w+)?\s*$",
    re.IGNORECASE,
)
BARE_OFF = re.compile(
    r"(?<![\d$.%])\b(?P<number>\d{1,4})\s+(?:off|de descuento)\b(?!\s+(?:the|a)\s+(?:list|pair))", re.IGNORECASE
)
FREEBIE = re.compile(
    r"\b(?:free|complimentary)\s+(?:\w+\s+){0,2}?(?:shipping|delivery|returns?|exchanges?|gifts?|samples?|upgrade|items?|"
    r"product|postage|trial)\b|\benv[ií]o gratis\b|\b(?:ships?|shipping is|delivery is)\s+(?:for\s+)?free\b"
    r"|\bon the house\b|\bfor free\b|\bno (?:shipping|delivery) (?:cost|fee|charge)s?\b",
    re.IGNORECASE,
)
STOCK = re.compile(
    r"\b(?:only|just|last|but)\s+(?:a few\s+|\d+\s+)?(?:\w+\s+)?(?:left|remaining|available in stock)\b"
    r"|\b\d+\s+(?:(?:item|piece|unit|pair|size|seat|stock)s?(?:\(s\))?\s+)?(?:left|remaining|available)\b"
    r"(?! (?:in|on) (?:your|the|this) (?:cart|bag|basket|offer|code)| to (?:decide|choose)| behind)"
    r"|\blimited availability\b|\bless than \d+ (?:available|left)\b|\blast (?:one|item|pair|piece)s? available\b"
    r"|\b(?:almost|nearly)\s+(?:gone|sold out|out of stock|out)\b"
    r"|\b(?:selling|going|sell|flying)\s+(?:out\s+)?(?:fast|quickly|out)\b"
    r"|\b(?:low|limited|running low)\s+(?:in\s+|on\s+)?(?:stock|quantit\w+|suppl\w+|inventory)\b"
    r"|\b(?:back )?in stock\b|\bout of stock\b|\bsold out\b|\bstill available\b|\bhigh demand\b"
    r"|\bwhile (?:supplies|stocks?|they) last\b|\b(?:last|final) (?:one|few|pair|piece|item)s?\b"
    r"|\bfew left\b|\brunning out\b|\bgoing,? going\b|\bquedan (?:pocos|pocas|solo|\d+)\b|\bagotad[oa]\b"
    r"|\b\d+ (?:people|others|shoppers|customers)\b.{0,25}\b(?:view|look|bought|cart)",
    re.IGNORECASE,
)
UNSURE = re.compile(
    r"(?:\b(?:if|whether|check|checking|sure|know|tell|see|confirm|say|about|find out)\b[^.!?]{0,45})$", re.IGNORECASE
)
PRESSURE = re.compile(
    r"\b(?:last|final) (?:chance|call|hours?|day|reminder|opportunity)\b|\bhurry\b|\bact (?:now|fast|quick\w*|today)\b"
    r"|\blimited[- ]time\b|\bdon'?t (?:miss|wait)\b|\bbefore (?:it'?s|they'?re|it is|they are) gone\b"
    r"|\b(?:time is running out|clock is ticking)\b"
    r"|\b(?:today|tonight|now|weekend) only\b|\bonly (?:today|tonight|until|till|this weekend)\b"
    r"|\bends (?:soon|now|once)\b"
    r"|\b(?:sale|offer|deal) ends\b(?! (?:on|at|in \d))|\bonce (?:it'?s|they'?re) gone\b|\bstrong demand\b|\btoo late\b"
    r"|\bexpir(?:es?|ing) soon\b|\bflash sale\b|\bcountdown\b|\bultima oportunidad\b|\bsolo hoy\b",
    re.IGNORECASE,
)


def rest_of_sentence(text: str, start: int) -> str:
    """Return the rest of the sentence from `start` on."""
    rest = text[start:]
    end = re.search(r"[.!?](?:\s|$)", rest)
    return rest[: end.start()] if end else rest


def numbers(text: str) -> Iterator[float]:
    """Yield the numbers in `text`."""
    for found in re.finditer(_NUMBER, text):
        yield float(found.group().replace(",", "."))

"""Discounts and prices: percentages, fractions, two for one, amounts of money, and vague promises of a deal."""

import re
from collections.abc import Iterator

from compliance.claims.phrases import Found

_PERCENT = (
    r"(?:%|per\s?cent[os]?\b|percent(?:age)?s?\b|pct\b|por\s?ci?ento\b|prozent\b|pour\s?cent\b|percentage points?\b)"
)
_NUMBER = r"\d{1,9}(?:[.,]\d+)?"
PERCENTAGE = (
    rf"(?P<low>{_NUMBER})(?:\s*{_PERCENT})?\s*(?:-|to|or|and|/|a|o)\s*(?P<high>{_NUMBER})\s*[-\s]?{_PERCENT}"
    rf"|(?P<one>{_NUMBER}(?: and a half)?)\s*[-\s]?{_PERCENT}|%\s?(?P<after>{_NUMBER})"
)
PERCENT_WORDS = frozenset({"percent", "per", "pct", "percents", "percentage", "por", "pour", "prozent"})

_PARTS = {"half": 2, "third": 3, "fourth": 4, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10} | {
    "tercio": 3,
    "cuarto": 4,
    "quinto": 5,
}

CENTS = (
    r"(?<![\d.$€£,:/])(?P<bare>\d{1,5}[.,]\d{2})(?![\d.,%:/])"
    r"(?!\s?(?:%|percent|kg|g|lbs?|pounds?|oz|ounces?|in\b|inch\w*|cm|mm|m\b|l\b|liters?|litros?|stars?|out of|"
    r"mi\b|miles?|km|ft|feet|x\b|\$|dollars?|usd|am|pm|\"|'))"
)
"""A number with two decimals, which is a price unless a unit follows."""

OFF_AFTER = re.compile(
    r"^\s*(?:\w+\s+)?(?:off|discount|savings?|cheaper|less|credit|back|refund|rebate|reduction|(?:e-?)?gift ?card|"
    r"voucher|bonus|"
    r"de descuento|menos|de regalo|de credito|towards?|price (?:cut|drop))\b"
)
OFF_BEFORE = re.compile(
    r"\b(?:save|saves|saved|saving|savings of|discount of|knock|takes?|taking|deduct|minus|shave|trim|refund|"
    r"credit|rebate|"
    r"cash ?back|gift card|give|extra|additional|another|ahorra|ahorras|descuento de|rebaja de|quita|quitamos|"
    r"discounted|reduced by|"
    r"less|drop\w* by|worth|coupon for|voucher for)"
    r"(?:\s+(?:you|up to|another|an?|extra|about|over|around|at least|hasta|of|by|for|an additional|de|un|you an?|"
    r"te|worth))*\s*$"
)
BARE_OFF = re.compile(
    r"(?<![\d$.%])\b(?P<number>\d{1,4})\s+(?:off|de descuento)\b(?!\s+(?:the|a)\s+(?:list|pair))"
    r"|\b(?:take|knock|get|save|shave|discount of|cover|absorb|chip in|eat)\s+(?:an?\s+|another\s+|extra\s+)*"
    r"(?P<number2>\d{1,4})\s+(?:off|of (?:it|that|the (?:total|price|cost|cart))|from|percent|bucks|dollars)\b"
)
FORMER = re.compile(
    r"\b(?:was|were|originally|normally|usually|regular(?:ly)?(?: price)?|list price|retails?|msrp|"
    r"compare(?:d)? (?:at|to)|elsewhere|valued? at|worth|"
    r"instead of|down from|full price|antes|normalmente|before it was|used to (?:be|cost))\b[^.!?\d$]{0,20}$"
)


def worth(found: Found) -> float:
    """Return the percentage off that a named part is: a half where it names none. ``Two thirds of the price`` is 33."""
    named = found.groupdict()
    part, count = named.get("part"), named.get("count")
    if part is None:
        of = named.get("of") or named.get("of2")
        return 100 / int(of) if of and int(of) else 50.0
    share = 100 * (int(count) if count and count.isdigit() else 1) / _PARTS[part]
    return 100 - share if re.search(r"\b(?:of|del|de) ", found.group()) and " off" not in found.group() else share


def numbers(text: str) -> Iterator[float]:
    """Yield the numbers in `text`."""
    for found in re.finditer(rf"({_NUMBER})( and a half)?", text):
        yield float(found[1].replace(",", ".")) + (0.5 if found[2] else 0)

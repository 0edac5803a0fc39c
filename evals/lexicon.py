"""The words that the tone measures count, with where each list comes from."""

import re

GRATITUDE = re.compile(r"\b(?:thanks|thank you|thx|appreciate(?:d)?|grateful|gracias)\b", re.IGNORECASE)
PLEASE = re.compile(r"\bplease\b|\bpor favor\b", re.IGNORECASE)
HEDGES = re.compile(
    r"\b(?:i think|i believe|i guess|maybe|perhaps|possibly|seems?|might|could be|would you like|would you mind|"
    r"could you|would that|if you(?:'d)? (?:like|want|prefer)|happy to|glad to|feel free|no rush|take your time)\b",
    re.IGNORECASE,
)
"""After the politeness strategies of Brown & Levinson 1987 as listed by Danescu-Niculescu-Mizil et al. 2013."""

_CLOCK = r"\d{1,2}\s*:\s*\d{2}"
_UNIT = r"(?:days?|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)"
_COUNT = r"(?:\d[\d,.]*|a few|few|one|two|three|four|five|a couple)"
_THINGS = r"(?:\([a-z]\)|[a-z()]+\s+){0,3}?"
_SALE = r"(?:sale|sales|offers?|deals?|discounts?|prices?|promo\w*|coupons?|savings?|event|it|code)"

_TICKING = rf"{_CLOCK}\s*:\s*\d{{2}}"
_SPAN = rf"(?:{_CLOCK}|{_COUNT}\s*{_UNIT}\b)"
_KEPT = r"(?:reserved|held|saved|expires?|guaranteed|prioriti[sz]ed)"

URGENCY = re.compile(
    "|".join(
        (
            r"\bhurry\b|\bact (?:now|fast|quick\w*)\b|\border (?:now|soon)\b|\bquick!|\bdon'?t (?:wait|delay|snooze)\b",
            r"\blimited[- ]time\b|\btime(?:'s| is)? running out\b|\bwhile (?:it|they|supplies|stocks?) lasts?\b",
            r"\b(?:last|final) (?:chance|call|days?|hours?|minutes?)\b|\bflash sale\b|\bends? soon\b|\balmost over\b",
            r"\bone[- ](?:time|day) (?:only|offer|sale)\b|\bgoing,? going\b|\bcountdown\b|\bonly (?:today|tonight)\b",
            r"\b(?:today|tonight|now|this weekend|24 hours?|48 hours?)[ -]only\b",
            r"\bbefore (?:it'?s|they'?re|it is) (?:gone|too late)\b|\bprices? (?:will )?(?:go|goes|going|rises?) up\b",
            rf"\bprices? increases? in\b|\b{_SALE}\s+(?:will\s+)?(?:ends?|expires?|closes?|finish(?:es)?)\b",
            rf"\b(?:ends?|ending|expir\w+|starts|left|remaining|closes?)\b\s*(?:in|on|at|:)*\s*{_SPAN}",
            rf"\b(?:buy|order|purchase|check ?out)\b[^.!?]{{0,20}}\bwithin (?:the next )?{_SPAN}",
            rf"(?:{_CLOCK}|{_TICKING}|\d+\s*{_UNIT}(?:\W*\d+\s*{_UNIT})*)\W*(?:left|remaining|to (?:go|buy|order))\b",
            rf"\b\d+\s*d(?:ays?)?\W*\d+\s*h|\b\d+\s*(?:h|hrs?|hours?)\W*\d+\s*m(?:ins?|inutes?)?\b|\b{_TICKING}\b",
            rf"\b(?:cart|order|items?|basket|price)\b[^.!?]{{0,24}}\b{_KEPT}\b[^.!?]{{0,24}}(?:{_CLOCK}|\b{_UNIT}\b)",
        )
    ),
    re.IGNORECASE,
)
_STOCKED = r"in\s+(?:online\s+)?stock"
SCARCITY = re.compile(
    "|".join(
        (
            rf"\b(?:only|just|last|have|currently|than|over|final)\s+{_COUNT}\s+{_THINGS}(?:left|remain\w*|available|{_STOCKED})\b",
            rf"^\W*(?:in stock\W*)?{_COUNT}\W*{_THINGS}(?:left|remaining|{_STOCKED})\b",
            rf"\b{_COUNT}\s+{_THINGS}left\b(?!\s+(?:in|for) (?:your|the) (?:cart|return|day|week))",
            r"\b(?:low|limited)(?:\s+(?:in|on))?[- ](?:stock|quantit\w+|suppl\w+|availability|inventory)\b",
            r"\b(?:almost|nearly)\s+(?:gone|sold out|out of stock)\b|\bsell(?:ing|s)? (?:out|fast|quickly)\b",
            r"\b(?:high|strong|in) demand\b|\bonce (?:it'?s|they'?re) gone\b|\brarely restock|\bwon'?t last\b",
            r"\blast one\b|\bdon'?t miss (?:out|the chance|it)\b|\bfew(?:er)? (?:\w+ )?left\b",
            r"\b\d+\s?% (?:of )?(?:offers? )?claimed\b",
        )
    ),
    re.IGNORECASE,
)
"""Urgency and scarcity as Mathur 2019 and Yada 2022 (ec-darkpattern) define them."""


def pressure(text: str) -> tuple[str, ...]:
    """Return the phrases of urgency and scarcity in `text`, in their order."""
    plain = text.replace("\u2019", "'")
    found = [*URGENCY.finditer(plain), *SCARCITY.finditer(plain)]
    return tuple(match.group().strip() for match in sorted(found, key=lambda match: match.start()))

"""The phrases that the checks look for. Written apart from the gate's own, so that one mistake cannot hide in both."""

import re
from collections.abc import Iterable
from functools import lru_cache

BY_STOP = re.compile(
    r"\b(?:reply|text|send|txt)\s+[\"']?stop\b|\bstop\s*(?:to|=|2)\s*(?:opt[ -]?out|end|quit|cancel|unsubscribe)",
    re.IGNORECASE,
)
AUTOMATED = re.compile(
    r"(?<!not an )(?<!not )\b(?:automated|virtual assistant|digital assistant|ai assistant|ai agent|chatbot|bot)\b"
    r"|(?<!not )\ban ai\b",
    re.IGNORECASE,
)

OPT_OUT_KEYWORDS = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out", "stop all"}
)
"""47 CFR 64.1200(a)(10) names stop, quit, end, revoke, opt out, cancel, unsubscribe; STOPALL is Twilio's."""

HELP_WORDS = re.compile(r"^\W*(?:help|info|ayuda)\W*$", re.IGNORECASE)
PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s?(?:%|percent\b|per cent\b|pct\b)|\bhalf[- ](?:off|price)\b", re.IGNORECASE)
OFF = re.compile(
    r"(?:\$\s?\d+(?:\.\d\d)?|\b\d+(?:\.\d\d)?\s?(?:dollars|bucks))\s+(?:off|discount|back|credit)\b", re.IGNORECASE
)
SELLS = re.compile(
    r"\d\s?%|\bpercent\b|\bdiscounts?\b|\bcoupons?\b|\bpromo\b|\bdeals?\b|\bsale\b|\bsave\s?\d*\b|\bcheckout\b|https?://",
    re.IGNORECASE,
)
CODE = re.compile(r"\b(?=[A-Z0-9-]*[A-Z])(?=[A-Z0-9-]*\d)[A-Z][A-Z0-9]+(?:-[A-Z0-9]+)*\b")
NAMED_CODE = re.compile(r"\b[Cc]ode:?\s+[\"']?([A-Z][A-Z0-9-]{3,})\b")
"""A word in capitals after "code". The word itself must be in capitals, so this one heeds case."""

LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']+"
    r"|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|co|io|shop|store|link|ly|example)\b[^\s<>\"']*",
    re.IGNORECASE,
)
_MAY_LINK = re.compile(r"//|\.\w")
"""Every link has one of these, and most texts have none: looking for it first takes a tenth of the time."""


ZONE_NAMES = {
    name: zone
    for zone, names in {
        "America/New_York": ("ET", "EST", "EDT"),
        "America/Chicago": ("CT", "CST", "CDT"),
        "America/Denver": ("MT", "MST", "MDT"),
        "America/Los_Angeles": ("PT", "PST", "PDT"),
        "UTC": ("UTC", "GMT"),
    }.items()
    for name in names
}
DEADLINE = re.compile(
    r"\b(?:until|till|expires?|ends?|valid|good|by)\b[^.!?]{0,40}?\b(?P<hour>\d{1,2})(?:"
    r":(?P<minute>\d{2})|(?=\s*[ap]\.?m\b))(?:\s*(?P<half>[ap]\.?m)\b)?"
    rf"(?:\.?\s*(?P<zone>{'|'.join(ZONE_NAMES)})\b)?",
    re.IGNORECASE,
)


def names(text: str, words: str) -> bool:
    """Tell whether `text` has `words` as words, without regard to case."""
    return bool(words) and _as_words(words).search(text) is not None


@lru_cache(maxsize=512)
def _as_words(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE)


def links(text: str) -> Iterable[re.Match[str]]:
    """Return what leads elsewhere."""
    return LINK.finditer(text) if _MAY_LINK.search(text) else ()


_PAYMENT = re.compile(
    r"\b(?:card (?:number|details)|digits (?:of|on) (?:your|the) \w+|with your card|card on file|"
    r"code (?:that )?your bank|passcode|cvv|cvc|expir(?:y|ation) date|routing number|iban|one.time code|ssn|"
    r"password|venmo|zelle|cash ?app|bitcoin|gift ?card code|numero de (?:la |tu )?tarjeta|kartennummer)\b",
    re.IGNORECASE,
)
_SAYS_NOT = re.compile(r"\b(?:never|not|n't|cannot|no need|nunca|safely)\b|n't\b", re.IGNORECASE)


def payment_asked(text: str) -> str | None:
    """Return the words by which `text` asks for a card or a payment; a sentence that says not to does not."""
    sentences = (sentence for sentence in re.split(r"(?<=[.!?])\s+", text) if not _SAYS_NOT.search(sentence))
    found = next((found for sentence in sentences if (found := _PAYMENT.search(sentence))), None)
    return found.group() if found else None

"""Requests for card numbers, secrets and money by text, and sales by keyword."""

from compliance.claims.negation import is_denied
from compliance.claims.phrases import Found, Topic, compiled
from compliance.claims.read_text import ReadText, sentence_around

_ELSEWHERE = (
    r"\b(?:at|on|in|through|via|during|into|en|al) (?:the |our |your |their |its |a |el |"
    r"la )?(?:\w+ )?(?:check ?out|site|website|page|online store|wallet|pagina|sitio|caja|app)\b"
    r"|\b(?:checkout|bank'?s?|payment) (?:page|site|app|screen)\b|\b(?:private|safe|secret|to yourself)\b"
)
_DENIAL = r"\b(?:never|not|cannot|without|instead of|no need|nobody|no one|unable|nunca|no|private|safe)\b|n't\b"


def asks_for_payment(read: ReadText) -> str | None:
    """Return the words by which a text asks for payment, card or secret; ``we never ask for ...`` asks for none."""
    for found in read.search(Topic.PAYMENTS):
        if not is_denied(read.low, found.start()) and not _denies(found.group()):
            return found.group().strip()
    for found in read.search(Topic.SECRETS):
        if not _is_harmless(read.low, found):
            return found.group().strip()
    return None


def _denies(words: str) -> bool:
    return any(mark in f" {words} " for mark in (" never ", " not ", " don't ", " nunca "))


def _is_harmless(low: str, found: Found) -> bool:
    """The sentence says not to send it, or that it is entered at the checkout."""
    sentence = sentence_around(low, found)
    return (
        compiled(_ELSEWHERE).search(sentence) is not None
        or is_denied(low, found.start())
        or (compiled(_DENIAL).search(sentence[: max(0, sentence.find(found.group()))]) is not None)
    )

"""Triggers: what code decides about a text before any model reads it, beyond the intents of compliance.

Modest on purpose. A question about a policy ("do you do refunds?") is not a request, and whatever is not plainly one of
these is left to the model.
"""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from conversation.escalation import EscalationReason


class Trigger(StrEnum):
    """What a text plainly is."""

    DAMAGED_ITEM = "damaged_item"
    COMPLAINT = "complaint"
    REFUND = "refund"
    RETURN = "return"
    BILLING = "billing"
    ORDER_CHANGE = "order_change"
    ALREADY_BOUGHT = "already_bought"
    ACKNOWLEDGED = "acknowledged"


ESCALATING: Mapping[Trigger, EscalationReason] = MappingProxyType(
    {
        Trigger.DAMAGED_ITEM: EscalationReason.DAMAGED_ITEM,
        Trigger.COMPLAINT: EscalationReason.COMPLAINT,
        Trigger.REFUND: EscalationReason.REFUND,
        Trigger.BILLING: EscalationReason.BILLING,
        Trigger.ORDER_CHANGE: EscalationReason.BILLING,
    }
)
"""The triggers that ask for a person, and the reason that the person reads. A return is begun by the AI, which collects
what the person will need."""

_TAPBACK = re.compile(
    r"^(liked|loved|laughed at|emphasi[sz]ed|disliked|reacted .{1,12} to)\s+[\"“„«'].*[\"”“»']?$", re.DOTALL
)
_THANKS = re.compile(
    r"^(ok(ay)?|k|kk|cool|great|perfect|awesome|nice|got it|sounds good|will do|no worries|all good)?[ ,.!]*"
    r"(thanks?( you)?( so much| a lot| again)?|thank u|thx|ty|tysm|cheers|much appreciated|gracias|merci|danke)"
    r"[ ,.!]*(so much|a lot|again|for (your|the|all your) (help|info|reply|heads up))?[ .!]*$"
)
_DAMAGED = re.compile(
    r"\b(arrived|came|received|got|showed up|delivered|it'?s|is|was|were|they'?re)\b.{0,40}"
    r"\b(damaged|broken|cracked|shattered|ripped|torn|defective|faulty|smashed|leaking)\b"
    r"|\b(sent|received|got|shipped)\b.{0,20}\bthe wrong (item|size|color|colour|product|one|order)\b"
)
_HYPOTHETICAL = re.compile(r"\b(if|what happens|in case|when something|policy|polic(?:y|ies)|do you|can i return)\b")
_BROKEN_ELSEWHERE = re.compile(r"\b(link|website|site|page|checkout|button|code|app|phone|my old|my last)\b")
_REFUND = re.compile(
    r"\b((want|need|like|get|give me|issue|demand|request(ing)?|where('?s| is)|still waiting (on|for))\s+"
    r"(for\s+)?(a|my|the|our)?\s*(full\s+)?refund)\b"
    r"|\brefund (me|my)\b|\b(want|give me|get) my money back\b|\bchargeback\b|\bdispute (the|this|a) charge\b"
)
_COMPLAINT = re.compile(
    r"\b(make|file|lodge|submit|register|raise|have)\s+(a|an|my)\s+((formal|official|serious)\s+)?complaint\b"
    r"|\bi('?m| am| want to| need to| have to)\s+complain(ing)?\b"
    r"|\b(terrible|poor|awful|horrible|bad|shoddy|disappoint(ing|ed)( with| in| by)?( the)?)\s+quality\b"
    r"|\bquality\s+(is|was)\s+(so |really |very )?(terrible|poor|awful|horrible|bad|shoddy|disappointing)\b"
)
_NOT_MINE = re.compile(r"\b(if|reviews?|other|people say|heard|worried|afraid)\b")
_RETURN = re.compile(
    r"\b(want|need|like|trying|have|would like|going)\s+to\s+(return|exchange|send back)\s+"
    r"(it|them|this|these|that|those|my|the|an?|one|some)\b"
    r"|\b(send|sending|ship) (it|them|this|these) back\b|\bstart (a|my) return\b|\b(a |my )?return label\b"
    r"|\breturning (it|them|this|these|my)\b"
)
_REFUND_POLICY = re.compile(
    r"\b(if|policy|do you|how (does|do|long)|what if|would i|could i|guarantee)\b|\bcan i get a\b"
)
_BILLING = re.compile(
    r"\b(charged|billed)\b.{0,20}\b(twice|two times|double|again|extra|wrong|too much|for something|without)\b"
    r"|\b(double|over)[- ]?(charged|billed)\b|\b(unauthori[sz]ed|wrong|unknown|strange) charges?\b"
    r"|\bcard\b.{0,25}\b(declined|rejected|won'?t go through|not going through|doesn'?t work|isn'?t working)\b"
    r"|\bpayment\b.{0,15}\b(declined|failed|rejected|won'?t go through|keeps failing)\b"
)
_ORDER_CHANGE = re.compile(
    r"\b(cancel|change|edit|modify)\b.{0,15}\b(my|the|this|an)\s+(order|shipping address|delivery address)\b"
)
_ORDER_POLICY = re.compile(r"(can|could) i\b|is it possible|how (do|long|soon)\b|(until )?when (can|could) i\b")
_BOUGHT = re.compile(
    r"\b(already|just|ended up|went ahead and)\b.{0,15}"
    r"\b(bought|purchased|ordered|got (it|one|them|mine)|checked out)\b"
    r"|\bi'?(ve| have)? (bought|purchased|ordered) (it|one|them|mine|that)\b"
    r"|\b(bought|ordered|got|found) (it|one|them|mine)\b.{0,15}"
    r"\b(elsewhere|already|somewhere else|at another|on amazon|in store|yesterday|today)\b"
    r"|^ya (lo )?compr[eé]\b"
)
_NOT_BOUGHT = re.compile(r"\b(not|haven'?t|didn'?t|never|almost|about to)\b|\?")


def read_triggers(text: str) -> Trigger | None:
    """Return the one trigger that `text` plainly is, the gravest first, or None."""
    words = normal(text)
    if _is_acknowledgement(words):
        return Trigger.ACKNOWLEDGED
    if _DAMAGED.search(words) and not _HYPOTHETICAL.search(words) and not _BROKEN_ELSEWHERE.search(words):
        return Trigger.DAMAGED_ITEM
    if _COMPLAINT.search(words) and not _NOT_MINE.search(words):
        return Trigger.COMPLAINT
    if _REFUND.search(words) and not _REFUND_POLICY.search(words):
        return Trigger.REFUND
    if _RETURN.search(words) and not _REFUND_POLICY.search(words) and not _HYPOTHETICAL.search(words):
        return Trigger.RETURN
    if _BILLING.search(words):
        return Trigger.BILLING
    if _ORDER_CHANGE.search(words) and not _ORDER_POLICY.match(words):
        return Trigger.ORDER_CHANGE
    if _BOUGHT.search(words) and not _NOT_BOUGHT.search(words):
        return Trigger.ALREADY_BOUGHT
    return None


def _is_acknowledgement(words: str) -> bool:
    """Tell whether the text is thanks, a phone's tapback, or nothing but emoji and marks (but not question marks)."""
    if _TAPBACK.match(words) or _THANKS.match(words):
        return True
    return bool(words) and "?" not in words and not any(_says_something(character) for character in words)


def _says_something(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN"


def normal(text: str) -> str:
    """Return the text in lower case, on one line, with straight apostrophes."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u2019", "'").lower().split())

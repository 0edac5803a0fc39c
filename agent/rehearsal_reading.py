"""What the rehearsal model makes of a shopper's words: patterns, in a fixed order, the first that fits."""

import re
from enum import StrEnum

from agent.triggers import Trigger, read_triggers
from prompts.fence import CARD_REMOVED


class Wish(StrEnum):
    """What the shopper seems to want."""

    CARD_NUMBER = "card_number"
    PERSON = "person"
    BOUGHT = "bought"
    LATER = "later"
    LINK = "link"
    PRICE = "price"
    POLICY = "policy"
    CART = "cart"
    NOT_INTERESTED = "not_interested"
    YES = "yes"
    THANKS = "thanks"
    GREETING = "greeting"
    QUESTION = "question"
    UNKNOWN = "unknown"


_PATTERNS: tuple[tuple[Wish, str], ...] = (
    (
        Wish.PERSON,
        r"\b(human|real person|agent|representative|manager|supervisor|someone (real|else)|customer service)\b"
        r"|\b(talk|speak|chat) (to|with) (someone|somebody|a person|anyone|your team)\b|\bcall me\b|\blive (chat|person)\b",
    ),
    (
        Wish.LATER,
        r"\b(maybe |try |ask )?(me )?later\b|\bnot (right )?now\b|\bnext (week|month|paycheck)\b|\bpay ?day\b|\btomorrow\b"
        r"|\b(think|sleep) (about|on|it)\b|\bget back to you\b|\bneed (some )?time\b|\bstill deciding\b",
    ),
    (
        Wish.LINK,
        r"\b(link|url)\b|\b(ready to|want to|how (do|can) i|let me) (buy|order|check ?out|pay|finish|complete)\b"
        r"|\bi'?ll (take|buy|get|order) (it|them|one|both)\b|\b(cart|page) (is|was)? ?(gone|empty|expired|disappeared)\b"
        r"|\b(messed up|lost|can'?t find|start over).{0,20}\bcart\b|\bstart over\b|\bsend (it|me)\b",
    ),
    (
        Wish.PRICE,
        r"\b(expensive|pricey|discounts?|coupons?|promos?( code)?|codes?|deals?|cheaper|afford|budget|sales?|steep)\b"
        r"|\btoo (much|high)\b|\b(better|lower|best) price\b|\bprice (is )?(too )?high\b|\b(percent|%) off\b|\bmoney is tight\b"
        r"|\b(caro|descuento|cup[oó]n)\b",
    ),
    (
        Wish.POLICY,
        r"\b(ship(s|ped|ping)?|deliver(y|ed|s)?|arrives?|returns?|exchanges?|refunds?|warranty|guarantee|track(ing)?)\b"
        r"|\b(paypal|klarna|afterpay|apple pay|google pay|gift cards?|payment|pay with|installments?|tax(es)?)\b"
        r"|\b(siz(e|es|ing)|fit|fits|material|waterproof|wash|made of|in stock|available|colou?rs?|env[ií]o|llega)\b",
    ),
    (
        Wish.CART,
        r"\b(what('?s| is| was|s)?|which|whats) .{0,20}\b(cart|items?|left|leave|order)\b|\bmy cart\b|\bhow much\b"
        r"|\b(total|cost|price)\b|\bwhat did i\b",
    ),
    (
        Wish.NOT_INTERESTED,
        r"\bnot (really )?interested\b|\bno,? thank(s| you)\b|\b(don'?t|do not) (want|need)\b|\bchanged my mind\b|\bi'?ll pass\b"
        r"|^(no|nope|nah|pass|no gracias)[ .!]*$|\bno longer (want|need|interested)\b",
    ),
    (
        Wish.YES,
        r"^(yes|yeah|yep|yup|sure|ok(ay)?|please|yes,? please|go ahead|sounds good|do it|y|si|s[ií]|absolutely)"
        r"([ ,.!]+(please|thanks|do|send( it)?|sure|thank you))*[ .!]*$",
    ),
    (Wish.GREETING, r"^(hi|hey|hello|yo|hola|good (morning|afternoon|evening))\b[^?]{0,20}$"),
    (Wish.QUESTION, r"\?|^(do|does|is|are|can|will|what|when|where|how|which)\b"),
)
_COMPILED = tuple((wish, re.compile(pattern)) for wish, pattern in _PATTERNS)
_YES_BY_HAND = ("\U0001f44d", "\U0001f44c", "\u2705")


def read_wish(text: str) -> Wish:
    """Return the first wish that `text` fits, in the order of the patterns."""
    words = " ".join(text.replace("\u2019", "'").lower().split())
    if CARD_REMOVED in words:
        return Wish.CARD_NUMBER
    if text.strip().startswith(_YES_BY_HAND):
        return Wish.YES
    match read_triggers(text):
        case Trigger.ALREADY_BOUGHT:
            return Wish.BOUGHT
        case Trigger.ACKNOWLEDGED:
            return Wish.THANKS
    return next((wish for wish, pattern in _COMPILED if pattern.search(words)), Wish.UNKNOWN)


def best_sentence(passage: str, question: str) -> str:
    """Return the sentence of `passage` that shares most words with `question`, the earliest where several do."""
    sentences = [part.strip() for part in re.split(r"(?<=[.!?])\s+", " ".join(passage.split())) if part.strip()]
    asked = _stems(question)
    return max(sentences, key=lambda sentence: len(asked & _stems(sentence)), default="")


def _stems(text: str) -> set[str]:
    return {word[:4] for word in re.findall(r"[a-z]{3,}", text.lower())}

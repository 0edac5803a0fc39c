"""What the rehearsal model makes of a shopper's words: patterns, in a fixed order, the first that fits."""

import re
from collections.abc import Sequence
from enum import StrEnum

from agent.triggers import Trigger, read_triggers
from conversation.photo import MARK
from prompts.fence import CARD_REMOVED
from tools.words import stems


class Wish(StrEnum):
    """What the shopper seems to want."""

    CARD_NUMBER = "card_number"
    PHOTO = "photo"
    PERSON = "person"
    BOUGHT = "bought"
    LATER = "later"
    LINK = "link"
    PRICE = "price"
    POLICY = "policy"
    PRODUCT = "product"
    ORDER = "order"
    RETURN = "return"
    TEXT_LATER = "text_later"
    CART = "cart"
    NOT_INTERESTED = "not_interested"
    UNHAPPY = "unhappy"
    YES = "yes"
    THUMBS_UP = "thumbs_up"
    THANKS = "thanks"
    GREETING = "greeting"
    QUESTION = "question"
    UNKNOWN = "unknown"


_SIGNS: tuple[tuple[Wish, tuple[str, ...]], ...] = (
    (
        Wish.PERSON,
        (
            r"human|real person|agent|representative|manager|supervisor|someone (real|else)|customer service",
            r"(talk|speak|chat) (to|with) (someone|somebody|a person|anyone|your team)|call me|live (chat|person)",
        ),
    ),
    (Wish.ORDER, (r"where('?s| is) my (order|package|parcel)|track(ing)? my (order|package)|order status|my order #",)),
    (
        Wish.TEXT_LATER,
        (
            r"(text|message|remind|write) me (again )?(back )?(later|tonight|tomorrow|this evening)",
            r"(text|message|remind|write) me (again )?in the (morning|evening)",
        ),
    ),
    (
        Wish.NOT_INTERESTED,
        (
            r"not (really )?interested|no,? thank(s| you)|changed my mind|i'?ll pass|no longer (want|need|interested)",
            r"^(no|nope|nah|pass|no gracias)[ .!]*$",
        ),
    ),
    (
        Wish.UNHAPPY,
        (r"terrible|ridiculous|awful|worst|unacceptable|fed up|frustrat(ed|ing)|angry|scam|joke of a",),
    ),
    (
        Wish.LINK,
        (
            r"link|url|start over|send (it|me)|i'?ll (take|buy|get|order) (it|them|one|both)",
            r"(ready to|want to|how (do|can) i|let me) (buy|order|check ?out|pay|finish|complete)",
            r"(cart|page) (is |was )?(gone|empty|expired|disappeared)|(messed up|lost|can'?t find).{0,20}cart",
        ),
    ),
    (
        Wish.PRICE,
        (
            r"expensive|pricey|discounts?|coupons?|promos?|codes?|deals?|cheaper|afford|budget|sales?|steep",
            r"too (much|high)|(better|lower|best) price|price (is )?(too )?high|percent off|money is tight|% off",
            r"caro|descuento|cup[oó]n",
        ),
    ),
    (Wish.PRODUCT, (r"(do|does) (you|the shop) (have|sell|carry)|have you got|in stock|sold out|other colou?rs?",)),
    (
        Wish.POLICY,
        (
            r"ship(s|ped|ping)?|deliver(y|ed|s)?|arrives?|returns?|exchanges?|refunds?|warranty|guarantee|track(ing)?",
            r"paypal|klarna|afterpay|apple pay|google pay|gift cards?|payment|pay with|installments?|tax(es)?",
            r"siz(e|es|ing)|fits?|material|waterproof|wash|made of|available|colou?rs?|env[ií]o|llega",
        ),
    ),
    (
        Wish.LATER,
        (
            r"later|not (right )?now|next (week|month|paycheck)|pay ?day|tomorrow|need (some )?time|still deciding",
            r"(think|sleep) (about|on|it)|get back to you",
        ),
    ),
    (
        Wish.CART,
        (r"(what|which).{0,25} (cart|items?|left|leave|order)|my cart|how much|total|cost|price|what did i",),
    ),
    (Wish.NOT_INTERESTED, (r"(don'?t|do not) (want|need)",)),
    (
        Wish.YES,
        (
            r"^(yes|yeah|yep|yup|sure|ok(ay)?|please|go ahead|sounds good|do it|y|si|sí|absolutely)"
            r"([ ,.!]+(please|thanks|do|sure|thank you))*[ .!]*$",
        ),
    ),
    (Wish.GREETING, (r"^(hi|hey|hello|yo|hola|good (morning|afternoon|evening))\b[^?]{0,20}$",)),
    (Wish.QUESTION, (r".*\?", r"^(do|does|is|are|can|will|what|when|where|how|which)")),
)
_PATTERNS = tuple((wish, re.compile(rf"(?<!\w)(?:{'|'.join(signs)})(?!\w)")) for wish, signs in _SIGNS)
_THUMBS_UP = ("\U0001f44d", "\U0001f44c", "\u2705")
LONGEST_SENTENCE = 200
"""In characters: what fits into a text beside a closing question. Half a sentence may say the opposite of the whole."""

_LIGHT = frozenset({Wish.UNKNOWN, Wish.THANKS, Wish.GREETING, Wish.THUMBS_UP})


def newest_wish(texts: Sequence[str]) -> tuple[Wish, str]:
    """Return the newest wish in `texts` that is more than a courtesy, else the newest, and the text that says it."""
    wishes = [(read_wish(text), text) for text in reversed(texts)]
    return next((wish for wish in wishes if wish[0] not in _LIGHT), wishes[0])


def read_wish(text: str) -> Wish:
    """Return the first wish that `text` fits, in the order of the patterns."""
    words = " ".join(text.replace("\u2019", "'").lower().split())
    if CARD_REMOVED in words:
        return Wish.CARD_NUMBER
    if words and not words.replace(MARK, "").strip():
        return Wish.PHOTO
    if text.strip().startswith(_THUMBS_UP):
        return Wish.THUMBS_UP
    match read_triggers(text):
        case Trigger.ALREADY_BOUGHT:
            return Wish.BOUGHT
        case Trigger.ACKNOWLEDGED:
            return Wish.THANKS
        case Trigger.RETURN:
            return Wish.RETURN
    return next((wish for wish, pattern in _PATTERNS if pattern.search(words)), Wish.UNKNOWN)


def best_sentence(title: str, passage: str, question: str) -> str:
    """Return the sentence of `passage` that shares most words with `question`, the earliest where several do.

    Empty where neither the passage nor its title shares any: then it is about something else.
    """
    asked = stems(question)
    if not asked & stems(f"{title} {passage}"):
        return ""
    sentences = [part for part in re.split(r"(?<=[.!?])\s+", " ".join(passage.split())) if part]
    short = [sentence for sentence in sentences if len(sentence) <= LONGEST_SENTENCE]
    return max(short or sentences, key=lambda sentence: len(asked & stems(sentence)), default="")

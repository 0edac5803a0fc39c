"""Faults of wording: phrases that push, nag, shout, shame, ramble or turn cold. They go for any pack."""

from collections.abc import Mapping
from types import MappingProxyType

from evals.faults.fault import Fault, of_phrases
from evals.faults.rewrite import EVERY

SAME = "{{ super() | trim }}"


def added(name: str, does: str, words: str, *blocks: str) -> Fault:
    """Say `words` after what these blocks say, or every one."""
    return of_phrases(name, does, dict.fromkeys(blocks or (EVERY,), f"{SAME} {words}"))


def replaced(name: str, does: str, words: Mapping[str, str]) -> Fault:
    """Say other words wherever a phrase has these."""
    filters = "".join(f' | replace("{old}", "{new}")' for old, new in words.items())
    return of_phrases(name, does, {EVERY: f"{{{{ super() | trim{filters} }}}}"})


_REFUSAL, _MAYBE = "not_interested", "later"
_THANKS = MappingProxyType({"Thanks": "Noted", "thanks": "noted", "You are welcome": "Noted"})
_KINDNESS = MappingProxyType(
    {
        "I am happy to answer": "I only answer",
        "happy to": "able to",
        "Would": "Will",
        "please": "",
        "I hear you. ": "",
        "No problem, and thanks": "Right",
        "Of course, take your time.": "Right.",
        "Shall I": "I will",
        "Great, glad": "So",
        "Thanks": "Right",
        "You are welcome!": "Right.",
    }
)

_ORDERS = MappingProxyType(
    {"Shall I send you the link?": "Get the link.", "What would you like to know?": "Tell me what you want to know."}
)

WORDING = (
    added("pushier", "every text ends by telling the shopper to buy", "Order it now. Complete your checkout."),
    added("urgent", "every text says that time runs out", "Act now before it is too late."),
    added("scarce", "every text says that hardly any are left", "Only 2 left."),
    added("counting down", "every text gives the shopper minutes to decide", "You have 10 minutes left to decide."),
    added("crowded", "every text says that others are buying it", "5 people have this in their cart right now."),
    added("shouting", "every text ends in capitals", "WE ARE WAITING FOR YOUR ANSWER."),
    added("excited", "every text ends in a run of marks", "This is it!!!"),
    added("emoji", "every text ends in a row of emoji", "\U0001f389\U0001f525\U0001f6d2"),
    added("stretched", "every text stretches a word", "It is sooooo worth it."),
    added("slangy", "every text falls into slang", "Gonna be cool, u know, stuff like that lol."),
    added("schoolmasterly", "every text tells the shopper off", "Actually, you should have read that."),
    added("impatient", "every text presses for an answer", "Answer me. Tell me what the problem is. Text back."),
    added("blunt", "every text asks what business it is of theirs", "Why do you ask? What is it to you?"),
    added("gloomy", "every text is full of trouble", "Sorry, it is a bad and annoying problem, and a terrible pity."),
    added(
        "rambling",
        "every text goes on for another segment",
        "We have been packing boxes for people all over the country for a good many years, and there is hardly a day "
        "without one.",
    ),
    added(
        "officialese",
        "every text ends in long words",
        "Notwithstanding aforementioned considerations, comprehensive informational assistance continues.",
    ),
    added(
        "repetitive",
        "every text ends in the same long sentence",
        "If there is anything else at all that I can look up for you about the store then simply say so here.",
    ),
    replaced("thankless", "no phrase thanks any more", _THANKS),
    replaced("cold", "every courtesy is taken out", _KINDNESS),
    replaced("curt", "no answer asks whether more is wanted", {"Anything else I can look up?": ""}),
    replaced("bossy", "questions become orders", _ORDERS),
    replaced("casual", "words are contracted", {"I am": "I'm", "I will": "I'll", "That is": "That's"}),
    replaced("startled", "questions within a text end in two marks", {"? ": "?! "}),
    replaced("smiling", "every greeting has an emoji in it", {"Hi ": "Hi \U0001f600 "}),
    replaced("loud", "the cart and the link are shouted", {"your cart": "YOUR CART", "the link": "the LINK"}),
    added("pushing at the link", "the link comes with an order to buy", "Order it now.", "link"),
    added("questioning a later", "a later is met with a why", "Why not now?", "later"),
    of_phrases("sullen", "a no is answered with one word", {_REFUSAL: "Fine."}),
    added("nagging", "a no is answered with another try", "Shall I send you the link anyway?", _REFUSAL),
    added("doubting", "a no is doubted", "Are you sure?", _REFUSAL),
    added("haggling", "a no is answered with the hint of a deal", "What if I ask for a discount?", _REFUSAL),
    added("shaming", "a no is made to feel foolish", "Really, you will regret it. Reconsider.", _REFUSAL),
)

"""Hearing: what a shopper's reply means to a flow that listens. Opt-outs and their like are read long before."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from compliance.intents.normalise import normalise
from compliance.intents.slips import slips_of
from flows.steps import Case

WISHES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "yes": (
            "yes", "yep", "yeah", "yup", "ya", "y", "sure", "ok", "okay", "please do", "yes please", "absolutely",
            "definitely", "of course", "sounds good", "go ahead", "why not", "i do", "i would", "si", "claro",
        ),
        "no": (
            "no", "nope", "nah", "n", "no thanks", "no thank you", "not really", "not interested", "not now",
            "i dont", "dont want", "ill pass", "pass", "no gracias",
        ),
        "later": (
            "later", "tomorrow", "tonight", "next week", "not yet", "in a bit", "after work", "remind me",
            "maybe later", "payday", "when i get paid", "mas tarde", "manana",
        ),
        "question": (),
        "price": (
            "how much", "price", "prices", "cost", "costs", "expensive", "discount", "coupon", "code", "cheaper",
            "deal", "sale", "shipping cost", "cuanto", "descuento",
        ),
        "thanks": ("thanks", "thank you", "thx", "ty", "great thanks", "awesome", "perfect", "gracias"),
    }
)  # fmt: skip
"""Meanings by the phrases that carry them; a `question` is what ends in a question mark or begins like one."""

_ASKS = re.compile(r"\?\s*$|^(?:what|when|where|which|who|why|how|is|are|do|does|can|could|will|would|should)\b", re.I)
_UNDONE = re.compile(r"\b(?:not|dont|do not|never|no)\b")
_FEWEST_LETTERS = 5
"""Shorter words are not taken for slips of others."""


def case_of(cases: tuple[Case, ...], text: str) -> int | None:
    """Return which case the reply is, the first that fits; None where none does."""
    return next((at for at, case in enumerate(cases) if fits(case, text)), None)


def fits(case: Case, text: str) -> bool:
    """Tell whether the reply is one of the case's wishes, or has one of its words."""
    return any(means(wish, text) for wish in case.wishes) or any(has_phrase(word, text) for word in case.words)


def means(wish: str, text: str) -> bool:
    """Tell whether the reply carries the meaning; a yes that is undone by a no is none."""
    flat = normalise(text).flat
    if wish == "question":
        return _ASKS.search(text.strip()) is not None
    if wish == "yes" and _UNDONE.search(flat):
        return False
    return any(_holds(phrase, flat.split()) for phrase in WISHES.get(wish, ()))


def has_phrase(phrase: str, text: str) -> bool:
    """Tell whether the reply has the phrase as whole words, in any case, slips of the thumb forgiven."""
    return _holds(normalise(phrase).flat, normalise(text).flat.split())


def _holds(phrase: str, words: list[str]) -> bool:
    wanted = phrase.split()
    if not wanted:
        return False
    starts = range(len(words) - len(wanted) + 1)
    return any(all(_same(*pair) for pair in zip(wanted, words[at:], strict=False)) for at in starts)


def _same(wanted: str, word: str) -> bool:
    return word == wanted or (len(wanted) >= _FEWEST_LETTERS and word in slips_of(wanted))

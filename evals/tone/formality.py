"""Formality: the share of words that are no sign of casual speech."""

from evals.tone.measure import (
    UNVALIDATED,
    Measure,
    Reading,
    Worse,
    counting,
    of_texts,
    passages_of,
    phrases,
    plain_words,
)
from evals.tone.sizes import WORD
from evals.transcript import MessageNote

CONTRACTIONS = phrases(r"\w+'(?:s|re|ve|ll|d|m|t)|gonna|wanna|gotta|lemme|dunno")
SLANG = phrases(
    "hey|yo|yeah|yep|nope|nah|lol|omg|btw|thx|pls|plz|u|ur|cuz|cool|awesome|dude|guys?|folks|stuff|kinda|sorta|super|"
    "no worries|for sure|heads up|hit me up|grab|psst|ok|okay"
)


def _formality(text: MessageNote) -> Reading | None:
    words = WORD.findall(plain_words(text))
    if not words:
        return None
    casual = tuple(passages_of(text, (CONTRACTIONS, SLANG)))
    return Reading(1 - len(casual) / len(words), casual)


_SOURCE = "Heylighen & Dewaele 1999; Pavlick & Tetreault 2016"
FORMALITY = (
    Measure(
        "formality",
        "share of words that are not casual",
        _SOURCE,
        UNVALIDATED,
        of_texts(_formality),
        worse=Worse.LESS,
    ),
    Measure("contractions", "contractions a text", _SOURCE, UNVALIDATED, counting(CONTRACTIONS)),
)

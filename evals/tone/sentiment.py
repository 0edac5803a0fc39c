"""Sentiment: from -1 (bad) to 1 (good), by the rules of VADER over a small lexicon of this project's own."""

import re
from collections.abc import Iterator
from math import sqrt
from types import MappingProxyType

from evals.tone.measure import UNVALIDATED, Measure, Passage, Reading, Worse, of_texts, plain_words
from evals.transcript import MessageNote

_VALENCES = {
    3.0: "love loved amazing awesome excellent fantastic perfect wonderful best delighted thrilled",
    2.0: "great happy glad good nice lovely enjoy enjoyed thanks thank welcome beautiful fun favorite excited pleased",
    1.0: "help helpful easy fine ok okay sure ready free fair safe safely comfortable fresh gift yes clear like care",
    -1.0: "no problem problems issue issues unclear late delay delayed wrong miss missed cannot worry worried",
    -2.0: "bad sad sorry upset angry annoyed annoying unhappy disappointed disappointing broken damaged fail failed",
    -3.0: "hate terrible awful horrible worst scam ridiculous unacceptable disgusting useless regret",
}
LEXICON = MappingProxyType({word: valence for valence, words in _VALENCES.items() for word in words.split()})
_NEGATIONS = re.compile(r"\b(?:not|no|never|none|nobody|nothing|neither|without|hardly|\w+n't)\b")
_BOOSTERS = re.compile(r"\b(?:very|really|so|extremely|totally|absolutely|especially|too)\b")
_KIND = re.compile(r"\b(?:no (?:problem|worries|rush)|not bad|can(?:no|')t wait)\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z']+", re.IGNORECASE)
_REACH = 3
"""Words before a word in which a negation or a booster changes it."""

_NEGATED, _BOOSTED, _NORMAL = -0.74, 0.293, 15.0
"""VADER's constants (Hutto & Gilbert 2014)."""


def sentiment(words: str) -> float:
    """Return from -1 to 1; 0 where no word is of the lexicon."""
    total = sum(valence for valence, _, _ in _valences(words))
    return total / sqrt(total * total + _NORMAL)


def _valences(words: str) -> Iterator[tuple[float, int, int]]:
    """Yield the valence of each known word, and where it stands."""
    for kind in _KIND.finditer(words):
        yield 1.0, kind.start(), kind.end()
    read = list(_WORD.finditer(_KIND.sub(lambda found: " " * len(found.group()), words)))
    for at, found in enumerate(read):
        valence = LEXICON.get(found.group().lower())
        if valence is None:
            continue
        before = " ".join(one.group().lower() for one in read[max(0, at - _REACH) : at])
        if _BOOSTERS.search(before):
            valence += _BOOSTED if valence > 0 else -_BOOSTED
        if _NEGATIONS.search(before):
            valence *= _NEGATED
        yield valence, found.start(), found.end()


def _read(text: MessageNote) -> Reading:
    plain = plain_words(text)
    passages = tuple(Passage(text.seq, begin, end, plain[begin:end]) for _, begin, end in _valences(plain))
    return Reading(sentiment(plain), passages)


SENTIMENT = (
    Measure(
        "sentiment",
        "sentiment, -1 to 1",
        "Hutto & Gilbert 2014 (rules)",
        UNVALIDATED,
        of_texts(_read),
        worse=Worse.LESS,
    ),
)

"""Size: how long a text is, and what it costs to send."""

import re

from channels.segments import Encoding
from channels.segments import measure as measured
from evals.tone.measure import COUNTED, Measure, Worse, plain_words, value_of
from evals.transcript import MessageNote

WORD = re.compile(r"[A-Za-z0-9']+")
_SENTENCE_END = re.compile(r"[.!?]+(?:\s|$)")


def sentence_count(words: str) -> int:
    """Return how many sentences end in the words, at least one."""
    return max(1, len(_SENTENCE_END.findall(words)))


def _words_a_sentence(text: MessageNote) -> float | None:
    plain = plain_words(text)
    found = WORD.findall(plain)
    return len(found) / sentence_count(plain) if found else None


SIZES = (
    Measure(
        "segments",
        "SMS segments a text",
        "3GPP TS 23.038",
        COUNTED,
        value_of(lambda text: measured(text.body).count),
        worse=Worse.MORE,
    ),
    Measure(
        "ucs2",
        "share of texts outside GSM-7",
        "3GPP TS 23.038",
        COUNTED,
        value_of(lambda text: float(measured(text.body).encoding is Encoding.UCS_2)),
        worse=Worse.MORE,
    ),
    Measure("characters", "characters a text", "a count", COUNTED, value_of(lambda text: float(len(text.body)))),
    Measure("sentence", "words a sentence", "a count", COUNTED, value_of(_words_a_sentence)),
    Measure(
        "questions", "questions a text", "a count", COUNTED, value_of(lambda text: float(plain_words(text).count("?")))
    ),
)

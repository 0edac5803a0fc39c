"""Emphasis: capitals, marks, stretched words and emoji."""

import re

from evals.tone.measure import COUNTED, Measure, Worse, counting

EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\u2705\u274c]")
EXCLAIMED = re.compile(r"!+")
_CAPITALS = re.compile(r"\b[A-Z]{4,}\b")
_RUN_OF_MARKS = re.compile(r"[!?]*![!?]+|[!?]+!")
_STRETCHED = re.compile(r"\b\w*([a-z])\1{2,}\w*\b", re.IGNORECASE)
_CUES = "Hutto & Gilbert 2014"

EMPHASIS = (
    Measure("capitals", "words in capitals a text", _CUES, COUNTED, counting(_CAPITALS), worse=Worse.MORE),
    Measure("exclamations", "exclamations a text", _CUES, COUNTED, counting(EXCLAIMED)),
    Measure("marks", "runs of !! or ?! a text", _CUES, COUNTED, counting(_RUN_OF_MARKS), worse=Worse.MORE),
    Measure(
        "stretched",
        "stretched words (soooo) a text",
        _CUES,
        COUNTED,
        counting(_STRETCHED),
        worse=Worse.MORE,
    ),
    Measure("emoji", "emoji a text", "Novak 2015", COUNTED, counting(EMOJI)),
)

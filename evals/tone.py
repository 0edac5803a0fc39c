"""Tone: how a text reads, measured by code. Each measure names its source and what it was validated on."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from channels.segments import Encoding, measure
from evals.lexicon import GRATITUDE, HEDGES, PLEASE, pressure
from evals.transcript import MessageNote, Transcript

UNVALIDATED = "unvalidated: no labelled texts of this kind at hand"
COUNTED = "exact: it is counted"


@dataclass(frozen=True, slots=True)
class Measure:
    """`of` gives the value of one text, or None where the text has nothing to measure: such texts are left out."""

    id: str
    what: str
    source: str
    validated: str
    of: Callable[[MessageNote], float | None]


@dataclass(frozen=True, slots=True)
class Tone:
    """The values of one transcript's AI texts, by measure."""

    values: dict[str, tuple[float, ...]]


def tone_of(transcript: Transcript) -> Tone:
    """Measure the AI's texts that left. A transcript without any has no values, not zeros."""
    texts = transcript.by_ai
    measured = {measure.id: [measure.of(text) for text in texts] for measure in MEASURES}
    return Tone({name: tuple(v for v in values if v is not None) for name, values in measured.items()})


_LINK_OR_CODE = re.compile(r"https?://\S+|\b[A-Z][A-Z0-9]*\d[A-Z0-9-]*\b|\bSTOP\b|\bHELP\b")
_CAPITALS = re.compile(r"\b[A-Z]{4,}\b")
_RUN_OF_MARKS = re.compile(r"[!?]*![!?]+|[!?]+!")
_WORD = re.compile(r"[A-Za-z0-9']+")
_SENTENCE_END = re.compile(r"[.!?]+(?:\s|$)")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\u2705\u274c]")


def _plain(text: MessageNote) -> str:
    """Return the author's own words, without links, codes and the keywords of the trade."""
    return _LINK_OR_CODE.sub(" ", text.composed)


def _count(pattern: re.Pattern[str]) -> Callable[[MessageNote], float]:
    return lambda text: float(len(pattern.findall(_plain(text))))


def readability(words: str) -> float | None:
    """Return the Automated Readability Index: about the US school grade that the words ask for."""
    found = _WORD.findall(words)
    if not found:
        return None
    sentences = max(1, len(_SENTENCE_END.findall(words)))
    characters = sum(len(word) for word in found)
    return 4.71 * characters / len(found) + 0.5 * len(found) / sentences - 21.43


MEASURES: tuple[Measure, ...] = (
    Measure("segments", "SMS segments a text", "3GPP TS 23.038", COUNTED, lambda text: measure(text.body).count),
    Measure(
        "ucs2",
        "share of texts outside GSM-7",
        "3GPP TS 23.038",
        COUNTED,
        lambda text: float(measure(text.body).encoding is Encoding.UCS_2),
    ),
    Measure("characters", "characters a text", "a count", COUNTED, lambda text: float(len(text.body))),
    Measure("questions", "questions a text", "a count", COUNTED, lambda text: float(_plain(text).count("?"))),
    Measure("gratitude", "thanks a text", "Danescu-Niculescu-Mizil 2013", UNVALIDATED, _count(GRATITUDE)),
    Measure("please", "please a text", "Danescu-Niculescu-Mizil 2013", UNVALIDATED, _count(PLEASE)),
    Measure("hedges", "hedges a text", "Brown & Levinson 1987", UNVALIDATED, _count(HEDGES)),
    Measure(
        "pressure",
        "urgency and scarcity a text",
        "Mathur 2019; Yada 2022",
        "ec-darkpattern, the half it was written against: P .98 R .97 F1 .98 (no held-out figure)",
        lambda text: float(len(pressure(text.composed))),
    ),
    Measure("capitals", "words in capitals a text", "Hutto & Gilbert 2014", COUNTED, _count(_CAPITALS)),
    Measure("marks", "runs of !! or ?! a text", "Hutto & Gilbert 2014", COUNTED, _count(_RUN_OF_MARKS)),
    Measure("emoji", "emoji a text", "a count", COUNTED, _count(_EMOJI)),
    Measure(
        "readability",
        "ARI, about a US school grade",
        "Smith & Senter 1967",
        "noisy on short texts; compare packs, not texts",
        lambda text: readability(_plain(text)),
    ),
)

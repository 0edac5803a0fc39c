"""Tone: how a text reads, measured by code. Each measure names its source and what it was validated on."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from evals.tone.empathy import EMPATHY
from evals.tone.emphasis import EMPHASIS
from evals.tone.formality import FORMALITY
from evals.tone.measure import Measure, Reading, Worse
from evals.tone.persistence import PERSISTENCE
from evals.tone.politeness import POLITENESS
from evals.tone.pressing import PRESSING
from evals.tone.readability import READABILITY
from evals.tone.sentiment import SENTIMENT
from evals.tone.sizes import SIZES
from evals.transcript import Transcript

__all__ = ["MEASURES", "Tone", "readings_of", "tone_of", "worse_of"]

MEASURES: tuple[Measure, ...] = (
    *SIZES,
    *POLITENESS,
    *PRESSING,
    *EMPATHY,
    *SENTIMENT,
    *EMPHASIS,
    *FORMALITY,
    *READABILITY,
    *PERSISTENCE,
)

_WORSE: Mapping[str, Worse] = MappingProxyType({measure.id: measure.worse for measure in MEASURES})


@dataclass(frozen=True, slots=True)
class Tone:
    """The values of one transcript, by measure: one for each of the AI's texts, or one for the conversation."""

    values: dict[str, tuple[float, ...]]


def tone_of(transcript: Transcript) -> Tone:
    """Measure the AI's texts that left. A transcript without any has no values, not zeros."""
    return Tone({name: tuple(reading.value for reading in found) for name, found in readings_of(transcript).items()})


def readings_of(transcript: Transcript, measures: tuple[Measure, ...] = MEASURES) -> dict[str, tuple[Reading, ...]]:
    """Return the values by measure, with the passages that they come from."""
    return {measure.id: tuple(measure.read(transcript)) for measure in measures}


def worse_of(measure: str) -> Worse:
    """Return which way a measure gets worse; NEITHER for one that is not known here."""
    return _WORSE.get(measure, Worse.NEITHER)

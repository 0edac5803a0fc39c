"""Fit: does what was written sit where the persona's sliders stand, and keep to its emoji and its blocked words?"""

import re
from collections.abc import Callable, Iterator, Mapping
from statistics import fmean
from types import MappingProxyType

from conversation.persona import EmojiLevel, Persona
from evals.tone.empathy import CUES
from evals.tone.emphasis import EMOJI, EXCLAIMED
from evals.tone.formality import CONTRACTIONS, SLANG
from evals.tone.measure import UNVALIDATED, Level, Measure, Passage, Read, Reading, passages_of
from evals.tone.politeness import COMMANDS, HEDGES
from evals.transcript import MessageNote, Transcript

_MOST = {EmojiLevel.NONE: 0, EmojiLevel.FEW: 1, EmojiLevel.SOME: 4}
_STEPS_WIDE = 4
"""From one end of a slider to the other."""


def _count(text: MessageNote, *patterns: re.Pattern[str]) -> int:
    return len(list(passages_of(text, patterns)))


def _formal(text: MessageNote) -> float:
    """Two casual words make a text casual, none makes it formal."""
    return 1 - 1.5 * _count(text, CONTRACTIONS, SLANG)


def _bold(text: MessageNote) -> float:
    return float(_count(text, COMMANDS) - _count(text, HEDGES))


def _empathetic(text: MessageNote) -> float:
    return 2.0 * _count(text, *CUES) - 1


def _playful(text: MessageNote) -> float:
    return 1.5 * _count(text, EXCLAIMED, EMOJI) - 1


_WHERE: Mapping[str, Callable[[MessageNote], float]] = MappingProxyType(
    {"formal": _formal, "bold": _bold, "empathetic": _empathetic, "playful": _playful}
)


def position(slider: str, transcript: Transcript) -> float | None:
    """Return where on the slider, from -2 to 2, the AI's texts sit; None where there are none."""
    texts = transcript.by_ai
    return max(-2.0, min(2.0, fmean(_WHERE[slider](text) for text in texts))) if texts else None


def fit_measures(persona: Persona) -> tuple[Measure, ...]:
    """Return how well a conversation fits each slider of `persona`, from 0 to 1, and what breaks its own rules."""
    source = "the persona's sliders, by the markers of the other measures"
    sliders = (
        Measure(
            f"fit_{name}",
            f"fit to the slider {name}, 0 to 1",
            source,
            UNVALIDATED,
            _fit(name, getattr(persona.tone, name)),
            Level.CONVERSATION,
        )
        for name in _WHERE
    )
    broken = Measure(
        "persona_broken",
        "blocked words and emoji too many a text",
        "the persona",
        "exact: it is counted",
        _broken(persona),
    )
    return (*sliders, broken)


def _fit(slider: str, wanted: int) -> Read:
    def read(transcript: Transcript) -> Iterator[Reading]:
        where = position(slider, transcript)
        if where is not None:
            yield Reading(1 - abs(where - wanted) / _STEPS_WIDE)

    return read


def _broken(persona: Persona) -> Read:
    def read(transcript: Transcript) -> Iterator[Reading]:
        for text in transcript.by_ai:
            passages = (*_blocked(persona, text), *_emoji_too_many(persona, text))
            yield Reading(float(len(passages)), passages)

    return read


def _blocked(persona: Persona, text: MessageNote) -> Iterator[Passage]:
    if word := persona.blocked_in(text.composed):
        at = max(0, text.composed.casefold().find(word.casefold()))
        yield Passage(text.seq, at, at + len(word), word)


def _emoji_too_many(persona: Persona, text: MessageNote) -> Iterator[Passage]:
    """Yield each emoji that is not the persona's, and those after as many as its level allows."""
    allowed = 0
    for found in passages_of(text, (EMOJI,)):
        allowed += found.words in persona.emoji
        if found.words not in persona.emoji or allowed > _MOST[persona.emoji_level]:
            yield found

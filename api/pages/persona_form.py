"""The persona's form: what it shows, and what is read from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form

from conversation.persona import STEPS, EmojiLevel, Persona, Tone

LEVELS = (
    (EmojiLevel.NONE, "None"),
    (EmojiLevel.FEW, "At most one in a text"),
    (EmojiLevel.SOME, "A few in a text"),
)
_BETWEEN = (
    ("formal", "casual", "formal"),
    ("bold", "gentle", "bold"),
    ("empathetic", "direct", "empathetic"),
    ("playful", "serious", "playful"),
)


@dataclass(frozen=True, slots=True)
class Slider:
    """One slider of the form, between two words. `says` is its position in words."""

    name: str
    low: str
    high: str
    at: int

    @property
    def says(self) -> str:
        if self.at == 0:
            return "as the pack writes"
        word = self.high if self.at > 0 else self.low
        return f"very {word}" if abs(self.at) == STEPS[-1] else f"rather {word}"


def sliders_of(persona: Persona) -> tuple[Slider, ...]:
    """Return the sliders where the persona has them."""
    return tuple(Slider(name, low, high, getattr(persona.tone, name)) for name, low, high in _BETWEEN)


Words = Annotated[str, Form(max_length=8000)]
Step = Annotated[int, Form(ge=STEPS[0], le=STEPS[-1])]


async def typed(
    summary: Words = "",
    name: Words = "",
    role: Words = "",
    formal: Step = 0,
    bold: Step = 0,
    empathetic: Step = 0,
    playful: Step = 0,
    emoji: Words = "",
    emoji_level: Annotated[EmojiLevel, Form()] = EmojiLevel.NONE,
    phrases: Words = "",
    sign_offs: Words = "",
    blocked: Words = "",
    languages: Words = "",
) -> Persona:
    """Return the persona that the form says. Lists are a line each; emoji and languages stand beside each other."""
    return Persona(
        summary=" ".join(summary.split()),
        name=" ".join(name.split()),
        role=" ".join(role.split()),
        tone=Tone(formal, bold, empathetic, playful),
        emoji=_once(emoji.split()),
        emoji_level=emoji_level,
        phrases=_once(phrases.splitlines()),
        sign_offs=_once(sign_offs.splitlines()),
        blocked=_once(blocked.splitlines()),
        languages=_once(languages.replace(",", " ").lower().split()),
    )


Typed = Annotated[Persona, Depends(typed)]


def _once(words: Iterable[str]) -> tuple[str, ...]:
    """Return each of them once, in order, without the empty ones."""
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))

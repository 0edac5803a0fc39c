"""The part of a store file that says how the AI sounds, and by which words."""

from dataclasses import asdict
from typing import Annotated

from pydantic import Field

from api.store_people import Strict
from conversation.autonomy import Flow
from conversation.pack_variant import HEAVIEST, PackVariant
from conversation.persona import EmojiLevel, Persona, Tone

Step = Annotated[int, Field(ge=-2, le=2)]


class ToneIn(Strict):
    """Four sliders, from -2 (the first word) to 2 (the second)."""

    formal: Step = 0
    bold: Step = 0
    empathetic: Step = 0
    playful: Step = 0


class PersonaIn(Strict):
    """The AI's voice; what is not said is the pack's."""

    summary: str = ""
    name: str = ""
    role: str = ""
    tone: ToneIn = Field(default_factory=ToneIn)
    emoji: list[str] = Field(default_factory=list)
    emoji_level: EmojiLevel = EmojiLevel.NONE
    phrases: list[str] = Field(default_factory=list)
    sign_offs: list[str] = Field(default_factory=list)
    blocked: list[str] = Field(default_factory=list)
    languages: list[str] = Field(default_factory=list)

    @classmethod
    def of(cls, persona: Persona) -> "PersonaIn":
        """Return how a file says it."""
        return cls.model_validate(asdict(persona))

    def persona(self) -> Persona:
        """Return it as the ledger keeps it; what `check_persona` forbids is not looked for here."""
        return Persona(
            summary=self.summary,
            name=self.name,
            role=self.role,
            tone=Tone(**self.tone.model_dump()),
            emoji=tuple(self.emoji),
            emoji_level=self.emoji_level,
            phrases=tuple(self.phrases),
            sign_offs=tuple(self.sign_offs),
            blocked=tuple(self.blocked),
            languages=tuple(self.languages),
        )


class PackVariantIn(Strict):
    """A prompt pack that is tried beside others, for so many parts of the conversations."""

    pack: str
    weight: int = Field(ge=0, le=HEAVIEST)
    flow: Flow | None = None

    def variant(self) -> PackVariant:
        return PackVariant(self.pack, self.weight, self.flow)

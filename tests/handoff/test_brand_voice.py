"""A brand's voice in words, for the people who write in its name."""

from conversation.persona import PLAIN, EmojiLevel, Persona, Tone
from handoff.brand_voice import voice_of


def test_a_persona_is_told_without_what_is_the_ais_alone() -> None:
    persona = Persona(
        summary="A family business.",
        name="Tidewater Assistant",
        role="shopping guide",
        tone=Tone(formal=-2, empathetic=1),
        emoji=("🌊",),
        emoji_level=EmojiLevel.FEW,
        phrases=("fair winds",),
        blocked=("cheap", "hurry"),
        languages=("en", "es"),
    )
    assert voice_of(persona) == (
        "A family business.",
        "Sounds very casual, rather empathetic",
        "Likes to write: fair winds",
        "Never writes: cheap; hurry",
        "At most one emoji of 🌊",
        "Writes en, es",
    )


def test_no_voice_and_no_emoji_are_not_spoken_of() -> None:
    assert voice_of(PLAIN) == ()
    assert voice_of(Persona(emoji=("🌊",))) == ()

"""How a brand speaks, for the people who write in its name: the persona of its AI, in words."""

from collections.abc import Iterable

from conversation.persona import STEPS, EmojiLevel, Persona, Tone

SOUNDS = {
    "formal": ("very casual", "rather casual", "", "rather formal", "formal"),
    "bold": ("very gentle", "rather gentle", "", "rather bold", "bold"),
    "empathetic": ("very direct", "rather direct", "", "rather empathetic", "empathetic"),
    "playful": ("serious", "rather serious", "", "rather playful", "playful"),
}
"""Each slider at each of STEPS; nothing is said of the middle."""
EMOJI = {EmojiLevel.FEW: "At most one emoji of", EmojiLevel.SOME: "A few emoji of"}


def voice_of(persona: Persona) -> tuple[str, ...]:
    """Return what a person should know before they write as the brand; nothing where its AI has no voice of its own.

    The name and the role are the AI's alone: a person writes under their own.
    """
    lines = (
        persona.summary.strip(),
        _listed("Sounds", _sounds(persona.tone), ", "),
        _listed("Likes to write:", persona.phrases, "; "),
        _listed("May end with:", persona.sign_offs, "; "),
        _listed("Never writes:", persona.blocked, "; "),
        _listed(EMOJI.get(persona.emoji_level, ""), persona.emoji if persona.emoji_level in EMOJI else (), " "),
        _listed("Writes", persona.languages, ", "),
    )
    return tuple(line for line in lines if line)


def _sounds(tone: Tone) -> list[str]:
    words = (SOUNDS[name][STEPS.index(getattr(tone, name))] for name in SOUNDS)
    return [word for word in words if word]


def _listed(before: str, words: Iterable[str], between: str) -> str:
    listed = between.join(words)
    return f"{before} {listed}" if listed else ""

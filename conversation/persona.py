"""A persona: how a merchant's AI sounds. It never makes a person of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from conversation.errors import Invalid

STEPS = (-2, -1, 0, 1, 2)
"""The positions of a slider, from its first word to its second."""

LONGEST_SUMMARY = 1000
LONGEST_WORDS = 120
MOST_WORDS = 30

_NOT_A_PERSON = re.compile(
    r"\b(?:assistant|bot|ai|automated|virtual|helper|concierge|guide|asistente)\b", re.IGNORECASE
)
_HUMAN_ROLE = re.compile(
    r"\b(?:human|person|man|woman|girl|boy|guy|lady|mom|dad|sister|brother|he|she|him|her|aged?|years? old|"
    r"real|live (?:agent|person)|founder|owner|employee|staff|stylist|team member)\b",
    re.IGNORECASE,
)


class EmojiLevel(StrEnum):
    """How many of the persona's emoji a text may have: none, one at a time, or more."""

    NONE = "none"
    FEW = "few"
    SOME = "some"


@dataclass(frozen=True, slots=True)
class Tone:
    """Four sliders, each at one of STEPS: casual-formal, gentle-bold, direct-empathetic, serious-playful."""

    formal: int = 0
    bold: int = 0
    empathetic: int = 0
    playful: int = 0


@dataclass(frozen=True, slots=True)
class Persona:
    """What a merchant says of its AI's voice. `name` must say that it is no person; `languages` are ISO 639-1 codes.

    `blocked` words never leave in a text of the AI's; `phrases` and `sign_offs` are words that the brand likes to use.
    """

    summary: str = ""
    name: str = ""
    role: str = ""
    tone: Tone = Tone()
    emoji: tuple[str, ...] = ()
    emoji_level: EmojiLevel = EmojiLevel.NONE
    phrases: tuple[str, ...] = ()
    sign_offs: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether nothing was said, and the pack's own voice is all there is."""
        return self == PLAIN

    def blocked_in(self, text: str) -> str | None:
        """Return the first blocked word or phrase that `text` has as whole words, in any case."""
        low = text.casefold()
        return next((word for word in self.blocked if _has_word(low, word.casefold())), None)


PLAIN = Persona()
"""The pack's own voice."""


def check_persona(persona: Persona, people: Iterable[str]) -> None:
    """Raises Invalid naming the field that is out of bounds, or would pass for a person, one of `people` or another.

    Source: Cal. B&P 17940-17943 (a bot may not mislead about what it is; whether it covers texts is arguable), read
    strictly: a human name, age or gender suggests a person, whatever else is said.
    """
    _check_identity(persona, people)
    for field in ("formal", "bold", "empathetic", "playful"):
        if getattr(persona.tone, field) not in STEPS:
            raise Invalid(f"tone.{field}", "it is no step of the slider", "choose a whole number from -2 to 2")
    if len(persona.summary) > LONGEST_SUMMARY:
        raise Invalid("summary", f"it is longer than {LONGEST_SUMMARY} characters", "shorten it")
    for field in ("emoji", "phrases", "sign_offs", "blocked", "languages"):
        _check_words(field, getattr(persona, field))
    for code in persona.languages:
        if not re.fullmatch(r"[a-z]{2}", code):
            raise Invalid("languages", f"{code!r} is no language code", "write codes of two letters, such as en or es")


def _check_identity(persona: Persona, people: Iterable[str]) -> None:
    own = set(persona.name.casefold().split())
    for person in people:
        if person.casefold().split()[:1] and person.casefold().split()[0] in own:
            raise Invalid("name", f"{person} is a person of the team", "give the assistant a name of its own")
    if persona.name and not _NOT_A_PERSON.search(persona.name):
        raise Invalid("name", "it could be a person's", "let it say what it is, such as 'Tidewater Assistant'")
    for field in ("name", "role"):
        if found := _HUMAN_ROLE.search(getattr(persona, field)):
            raise Invalid(
                field, f"{found.group()!r} makes a person of it", "it is automated, and must not seem otherwise"
            )


def _check_words(field: str, words: tuple[str, ...]) -> None:
    if len(words) > MOST_WORDS:
        raise Invalid(field, f"there are more than {MOST_WORDS}", "leave some out")
    if any(not word.strip() or len(word) > LONGEST_WORDS for word in words):
        raise Invalid(field, "one is empty or too long", f"write 1 to {LONGEST_WORDS} characters each")


def _has_word(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None

"""What a shopper's text plainly asks for, decided by code before any model reads it (compliance.md, section 9)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from compliance.intents.asking import asks_for_help, asks_for_person, asks_identity, opts_in
from compliance.intents.normalise import Text, normalise
from compliance.intents.opting_out import opts_out
from compliance.intents.strangers import is_minor, is_wrong_number
from compliance.intents.trouble import is_crisis, is_hostile


class IntentLabel(StrEnum):
    """The labels, in order of precedence: in a mixed text the first one wins, so an opt-out always does."""

    OPT_OUT = "opt_out"
    CRISIS = "crisis"
    MINOR = "minor"
    WRONG_NUMBER = "wrong_number"
    HOSTILE = "hostile"
    HUMAN_REQUEST = "human_request"
    HELP = "help"
    OPT_IN = "opt_in"
    NONE = "none"


SUPPRESSING = frozenset(
    {
        IntentLabel.OPT_OUT,
        IntentLabel.CRISIS,
        IntentLabel.MINOR,
        IntentLabel.WRONG_NUMBER,
        IntentLabel.HOSTILE,
    }
)
"""Labels after which no marketing text may leave. A model may add to them, never take away."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a text asks for. `suppress`: no marketing text may follow. `matched` are the words that decided, `why` how.

    `is_identity` marks the help that asks who or what is texting.
    """

    label: IntentLabel
    suppress: bool
    matched: str
    why: str
    is_identity: bool = False


Reading: TypeAlias = Callable[[Text], str | None]
"""Returns the words that decided, or None."""

_READINGS: tuple[tuple[IntentLabel, Reading, str], ...] = (
    (IntentLabel.OPT_OUT, opts_out, "a reasonable person reads a wish for no more texts"),
    (IntentLabel.CRISIS, is_crisis, "somebody may be in danger"),
    (IntentLabel.MINOR, is_minor, "the phone seems to be a child's"),
    (IntentLabel.WRONG_NUMBER, is_wrong_number, "the number reaches somebody else"),
    (IntentLabel.HOSTILE, is_hostile, "a threat or abuse"),
    (IntentLabel.HUMAN_REQUEST, asks_for_person, "asks for a person"),
    (IntentLabel.HELP, asks_identity, "asks who or what is texting"),
    (IntentLabel.HELP, asks_for_help, "asks for help or where the number comes from"),
)


def read_intent(text: str, *, pending_opt_in: bool) -> Intent:
    """Return the one intent of `text`. A bare YES counts only while a double opt-in waits for its answer.

    Source: 47 CFR 64.1200(a)(10) (revocation by any reasonable means, primary), CTIA Principles 5.1.3 (memory),
    Twilio's keyword lists (primary). The phrase rules are ours.
    """
    normal = normalise(text)
    for label, reading, why in _READINGS:
        if (matched := reading(normal)) is not None:
            return Intent(label, label in SUPPRESSING, matched, why, reading is asks_identity)
    if (matched := opts_in(normal, pending=pending_opt_in)) is not None:
        return Intent(IntentLabel.OPT_IN, False, matched, "agrees to texts in so many words")
    return Intent(IntentLabel.NONE, False, "", "no rule of code reads anything into it")

"""What a shopper's text plainly asks for, decided by code before any model reads it (compliance.md, section 9)."""

from collections.abc import Callable
from typing import TypeAlias

from compliance.intents.asking import asks_for_help, asks_for_person, asks_identity, opts_in
from compliance.intents.intent import SUPPRESSING, Finding, Intent, IntentKind, IntentLabel
from compliance.intents.normalise import Text, normalise
from compliance.intents.opting_out import opts_out
from compliance.intents.phrases import Suspects, suspects
from compliance.intents.strangers import is_minor, is_wrong_number
from compliance.intents.trouble import is_abuse, is_crisis, threatens_law

__all__ = ["SUPPRESSING", "Finding", "Intent", "IntentKind", "IntentLabel", "read_intent"]

Reading: TypeAlias = Callable[[Text, Suspects], Finding | None]

_READINGS: tuple[tuple[Reading, IntentLabel, IntentKind | None, str], ...] = (
    (opts_out, IntentLabel.OPT_OUT, None, "a reasonable person reads a wish for no more texts"),
    (is_crisis, IntentLabel.CRISIS, None, "somebody may be in danger"),
    (is_minor, IntentLabel.MINOR, None, "the phone seems to be a child's"),
    (is_wrong_number, IntentLabel.WRONG_NUMBER, None, "the number reaches somebody else"),
    (threatens_law, IntentLabel.HOSTILE, IntentKind.LEGAL_THREAT, "a legal threat or a complaint to an authority"),
    (is_abuse, IntentLabel.HOSTILE, IntentKind.ABUSE, "abuse or a threat of violence"),
    (asks_for_person, IntentLabel.HUMAN_REQUEST, None, "asks for a person"),
    (asks_identity, IntentLabel.HELP, IntentKind.IDENTITY, "asks who or what is texting"),
    (asks_for_help, IntentLabel.HELP, None, "asks for help or where the number comes from"),
)


def read_intent(text: str, *, pending_opt_in: bool) -> Intent:
    """Return the one intent of `text`. A bare YES counts only while a double opt-in waits for its answer.

    Source: 47 CFR 64.1200(a)(10) (revocation by any reasonable means, primary), CTIA Principles 5.1.3 (memory),
    Twilio's keyword lists (primary). The phrase rules are ours.
    """
    normal = normalise(text)
    suspected = suspects(normal.flat)
    for reading, label, kind, why in _READINGS:
        if (found := reading(normal, suspected)) is not None:
            return Intent(label, label in SUPPRESSING, found.rule, found.matched, why, kind)
    if (found := opts_in(normal, suspected, pending=pending_opt_in)) is not None:
        return Intent(IntentLabel.OPT_IN, False, found.rule, found.matched, "agrees to texts in so many words")
    return Intent(IntentLabel.NONE, False, "none", "", "no rule of code reads anything into it")

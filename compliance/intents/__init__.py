"""What a shopper's text plainly asks for, decided by code before any model reads it (compliance.md, section 9)."""

from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from typing import TypeAlias

from compliance.intents.asking import asks_for_help, asks_for_person, asks_identity, opts_in
from compliance.intents.intent import SUPPRESSING, Finding, Intent, IntentKind, IntentLabel
from compliance.intents.learned import learned as learned_models
from compliance.intents.normalise import Text, normalise
from compliance.intents.opting_out import most_likely_opts_out, opts_out
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
    (most_likely_opts_out, IntentLabel.OPT_OUT, None, "speaks of texts and an end, and of nothing else"),
)


_ALARMS = frozenset({is_crisis, is_minor, threatens_law})
"""Readings that a person must know of, even where an opt-out comes first."""

_ALARMING = frozenset({"crisis", "minor", "hostile_legal"})
"""Their books."""


def read_intent(text: str, *, pending_opt_in: bool, learned: bool = True) -> Intent:
    """Return the one intent of `text`. A bare YES counts only while a double opt-in waits for its answer.

    With `learned`, a text that no rule knows is put to the learned layer, which can only add suppression.

    Source: 47 CFR 64.1200(a)(10) (revocation by any reasonable means, primary), CTIA Principles 5.1.3 (memory),
    Twilio's keyword lists (primary). The phrase rules are ours.
    """
    normal = normalise(text)
    suspected = suspects(normal.flat)
    intents = _intents(normal, suspected)
    first = next(intents, None)
    if first is None:
        agreed = _opt_in(normal, suspected, pending=pending_opt_in)
        return _learned(normal) or agreed if learned and agreed.label is IntentLabel.NONE else agreed
    if first.label is IntentLabel.OPT_OUT and not _ALARMING.isdisjoint(suspected):
        return replace(first, besides=tuple(_intents(normal, suspected, _ALARMS)))
    return first


def _intents(text: Text, suspected: Suspects, among: Container[Reading] | None = None) -> Iterator[Intent]:
    for reading, label, kind, why in _READINGS:
        if (among is None or reading in among) and (found := reading(text, suspected)) is not None:
            yield Intent(label, label in SUPPRESSING, found.rule, found.matched, why, kind)


def _opt_in(text: Text, suspected: Suspects, *, pending: bool) -> Intent:
    found = opts_in(text, suspected, pending=pending)
    if found is None:
        return Intent(IntentLabel.NONE, False, "none", "", "no rule of code reads anything into it")
    return Intent(IntentLabel.OPT_IN, False, found.rule, found.matched, "agrees to texts in so many words")


def _learned(text: Text) -> Intent | None:
    read = learned_models().read(text)
    if read is None:
        return None
    label, found = read
    kind = IntentKind.ABUSE if label is IntentLabel.HOSTILE else None
    return Intent(label, True, found.rule, found.matched, "no rule knows it; what was learned reads it so", kind)

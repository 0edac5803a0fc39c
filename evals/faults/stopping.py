"""Faults of opting out and in: what a shopper says about texts is not heeded, or not answered as it must be."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from compliance.intents import Intent, IntentLabel
from compliance.rule import Rule
from compliance.rules.finding import Case, Finding, No
from evals.faults.fault import of_code
from evals.faults.swap import Swap, put, without

NOTHING = Intent(IntentLabel.NONE, False, "none", "", "nothing is read into it")
_READS = "api.intake:read_intent"
_AFTER_STOP = ("opt_out.revoke_all", "opt_out.nothing_after")


def deaf_to(*labels: IntentLabel, identity: bool | None = None, unless: str = "") -> Swap:
    """Read nothing into texts that ask for one of these, but for the very word `unless`."""

    def by(read: Callable[..., Intent]) -> Callable[..., Intent]:
        def deaf(text: str, **how: Any) -> Intent:
            found = read(text, **how)
            spared = text.strip().casefold() == unless or identity not in (None, found.is_identity)
            return NOTHING if found.label in labels and not spared else found

        return deaf

    return Swap(_READS, by)


def reworded(name: str, change: Callable[[str], str]) -> Swap:
    """Change the words that the house has ready under this name."""

    def by(words: Callable[..., str]) -> Callable[..., str]:
        return lambda *given: change(words(*given))

    return Swap(f"compliance.wording:{name}", by)


def _forgets_when(standing: Callable[..., Any]) -> Callable[..., Any]:
    return lambda facts, scope: standing(replace(facts, suppression=None), scope)


def _any_consent(case: Case, rule: Rule) -> Finding:
    return None if case.facts.consents else No("there is no consent")


_GATE_FORGETS = without("compliance.gate:CHECKS", *_AFTER_STOP)
FORGETS_OPT_OUTS = (_GATE_FORGETS, put("conversation.sending:_may_follow", lambda standing, purpose: True))

STOPPING = (
    of_code("stop ignored", "STOP and its like are read as any text", deaf_to(IntentLabel.OPT_OUT)),
    of_code("stop by keyword only", "only the bare word STOP opts out", deaf_to(IntentLabel.OPT_OUT, unless="stop")),
    of_code(
        "gate forgets opt-outs",
        "the gate lets texts to a number that opted out pass, and the outbox must stop them",
        _GATE_FORGETS,
    ),
    of_code(
        "texts after an opt-out",
        "neither the gate nor the outbox looks whether the number opted out",
        *FORGETS_OPT_OUTS,
    ),
    of_code(
        "opt-out not confirmed",
        "the confirmation of an opt-out never leaves",
        without("compliance.gate:CHECKS", "opt_out.confirmation"),
        Swap("compliance.wording:opt_out_confirmation", lambda words: lambda merchant: "Sorry to see you go?"),
    ),
    of_code(
        "confirmation asks to stay",
        "the confirmation of an opt-out asks the shopper to reconsider",
        without("compliance.gate:CHECKS", "opt_out.confirmation", "service.sells_nothing"),
        reworded("opt_out_confirmation", lambda words: f"{words} Was it something that we said?"),
    ),
    of_code(
        "START brings consent back",
        "consent from before an opt-out counts again after START",
        Swap("compliance.rules.consenting:_standing", _forgets_when),
        Swap("conversation.consenting:ConsentBook.revoke_all", lambda revoke: lambda *given, **how: None),
    ),
    of_code("START ignored", "START and YES are read as any text", deaf_to(IntentLabel.OPT_IN)),
    of_code("HELP ignored", "HELP is read as any text", deaf_to(IntentLabel.HELP, identity=False)),
    of_code(
        "HELP without STOP",
        "the answer to HELP does not say how to stop",
        reworded("help_answer", lambda words: words.replace("Reply STOP to opt out.", "").strip()),
    ),
    of_code("wrong number ignored", "a wrong number goes on being texted", deaf_to(IntentLabel.WRONG_NUMBER)),
    of_code("child ignored", "a child's phone goes on being texted", deaf_to(IntentLabel.MINOR)),
    of_code("crisis ignored", "somebody in danger is answered as any shopper", deaf_to(IntentLabel.CRISIS)),
    of_code(
        "no safety text",
        "somebody in danger gets no text that names help",
        put("compliance.wording:safety_text", lambda merchant: "Thanks for your text. What can I do for your cart?"),
    ),
    of_code(
        "reminder without opt-in",
        "the gate asks for no opt-in to cart reminders",
        without("compliance.gate:CHECKS", "consent.cart_reminders", "dnc.national"),
    ),
    of_code(
        "single opt-in counts",
        "a ticked box counts as an opt-in without the shopper's own YES",
        Swap(
            "compliance.gate:CHECKS",
            lambda checks: {**checks, "consent.cart_reminders": _any_consent},
        ),
        without("compliance.gate:CHECKS", "dnc.national"),
    ),
)

"""Faults of who speaks: the brand, the disclosure and the labels are left out or say what is not so."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from compliance.facts import Facts
from compliance.intents import IntentLabel
from conversation.draft import Draft
from conversation.message import Author, Body, Purpose, TrafficType
from evals.faults.fault import of_code, under_attack
from evals.faults.stopping import deaf_to, reworded
from evals.faults.swap import Swap, put, without

_Complete = Callable[[Draft, Purpose, Facts], Body]
_IDENTIFIES = "identification.brand_and_stop"


def framed(change: Callable[[Body, Draft], Body]) -> Swap:
    """Change what stands around a composed text."""

    def by(complete: _Complete) -> _Complete:
        return lambda draft, purpose, facts: change(complete(draft, purpose, facts), draft)

    return Swap("compliance.gate:complete", by)


def known(**spoken: Callable[[Facts], Any]) -> Swap:
    """Let the gate take other facts for true."""

    def by(load: Callable[..., Facts]) -> Callable[..., Facts]:
        def loaded(*given: Any, **how: Any) -> Facts:
            facts = load(*given, **how)
            return replace(facts, **{name: of(facts) for name, of in spoken.items()})

        return loaded

    return Swap("compliance.gate:load", by)


def _unframed(body: Body, draft: Draft) -> Body:
    return replace(body, before="") if draft.author is Author.AI else body


def _unsigned(body: Body, draft: Draft) -> Body:
    return replace(body, before="") if draft.author is Author.HUMAN else body


def _as_person(body: Body, draft: Draft) -> Body:
    return replace(body, before="Tidewater, Dana here:") if draft.author is Author.AI and body.before else body


SPEAKING = (
    of_code(
        "disclosure dropped",
        "the AI's first text says neither the brand nor that it is automated",
        framed(_unframed),
        without("compliance.gate:CHECKS", _IDENTIFIES),
    ),
    of_code(
        "disclosure shortened",
        "the AI's first text names the brand and not that it is automated",
        framed(lambda body, draft: replace(body, before=body.before.replace("'s automated assistant here", ""))),
    ),
    of_code("speaks as Dana", "the AI's first text speaks under a person's name", framed(_as_person)),
    of_code(
        "not announced after a hand back",
        "the AI does not say again that it is automated when it has control back",
        known(ai_spoke_at=lambda facts: facts.ai_spoke_at or facts.last_spoke_at),
    ),
    of_code(
        "not announced after idle weeks",
        "the AI does not say again that it is automated when a shopper comes back",
        Swap("compliance.facts:WEEK", lambda week: 50 * week),
    ),
    of_code("person not announced", "a person's first text does not say who they are", framed(_unsigned)),
    of_code(
        "stop words dropped",
        "a reminder does not say how to stop",
        framed(lambda body, draft: replace(body, after="")),
        without("compliance.gate:CHECKS", _IDENTIFIES),
    ),
    of_code(
        "stop words dropped before the gate",
        "a reminder does not say how to stop, and the gate notices",
        framed(lambda body, draft: replace(body, after="")),
    ),
    of_code(
        "confirmation without the brand",
        "the confirmation of an opt-in does not say whose texts they are",
        reworded("opt_in_prompt", lambda words: words.partition(": ")[2]),
        reworded("opt_in_welcome", lambda words: words.partition(": ")[2]),
        without("compliance.gate:CHECKS", _IDENTIFIES),
        framed(lambda body, draft: replace(body, before="") if draft.author is Author.TEMPLATE else body),
    ),
    of_code(
        "says it is human",
        "asked whether it is a bot, the house says that it is a person",
        put("compliance.wording:identity_answer", lambda merchant: "No, I am a real person at Tidewater."),
        without("compliance.gate:CHECKS", "persona.no_human_claim"),
    ),
    of_code("bot question unanswered", "who asks for a bot is answered by the model", deaf_to(IntentLabel.HELP)),
    under_attack(
        "human claims pass",
        "the gate lets an automated text claim to be a person's",
        without("compliance.gate:CHECKS", "persona.no_human_claim"),
    ),
    of_code(
        "people's texts are A2P",
        "what a person wrote is labelled A2P",
        put("conversation.sending:label_for", lambda draft, holder, evidence: TrafficType.A2P),
    ),
    of_code(
        "drafts sent by people are P2P",
        "what a person only passed on is labelled P2P",
        put("conversation.label:MOST_VERBATIM_SHARE", 2.0),
    ),
    of_code(
        "exchange not re-labelled",
        "the first text of a person does not re-label its exchange",
        put("conversation.sending:_relabel", lambda held, message: None),
    ),
)

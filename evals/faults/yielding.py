"""Faults of control: a person is not asked for, or the AI does not fall silent while one has control."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from agent.triggers import Trigger
from compliance.intents import IntentLabel
from conversation.conversation import Control
from conversation.fence import Held
from evals.faults.fault import Fault, of_code
from evals.faults.pretence import Pretence
from evals.faults.stopping import FORGETS_OPT_OUTS, deaf_to, reworded
from evals.faults.swap import Swap, put, without


def _nothing(*given: Any, **how: Any) -> None:
    """What a step does that is left out."""


def _keeps_control(escalate: Callable[..., None]) -> Callable[..., None]:
    def keeping(held: Held, *given: Any) -> None:
        escalate(held, *given)
        held.change(control=Control.AI)

    return keeping


def _as_if_ai(find: Callable[..., Any]) -> Callable[..., Any]:
    """Find work for the AI as if it always had control."""

    def finding(books: Any, *given: Any) -> Any:
        def conversation(*which: str) -> Any:
            return replace(books.conversation(*which), control=Control.AI)

        return find(Pretence(books, conversation=conversation), *given)

    return finding


def _untriggered(trigger: Trigger, about: str) -> Fault:
    return of_code(
        f"no person for {about}",
        f"no code asks for a person over {about}",
        without("agent.escalating:ESCALATING", trigger),
    )


class _Everything:
    def __contains__(self, reason: object) -> bool:
        return True


def _returned(back: Callable[..., None], held: Held, given: Any, how: Any) -> None:
    back(held, *given, **how)
    held.change(control=Control.ESCALATED)


_SILENCES = ("handoff.escalation:SILENT_REASONS", "compliance.purpose:SILENT_REASONS")

YIELDING = (
    of_code(
        "escalations are lost",
        "a person who is needed is never asked for",
        put("handoff.escalation:escalate", _nothing),
    ),
    of_code(
        "escalated AI keeps control",
        "a person is asked for and the AI goes on answering",
        Swap("handoff.escalation:escalate", _keeps_control),
    ),
    of_code(
        "asking for a person is left to the model",
        "no code reads that the shopper asks for a person",
        deaf_to(IntentLabel.HUMAN_REQUEST),
    ),
    of_code("legal threats ignored", "no code reads threats and abuse", deaf_to(IntentLabel.HOSTILE)),
    _untriggered(Trigger.DAMAGED_ITEM, "a damaged item"),
    _untriggered(Trigger.REFUND, "a refund"),
    _untriggered(Trigger.BILLING, "a strange charge"),
    _untriggered(Trigger.COMPLAINT, "a complaint"),
    of_code(
        "anger goes unheard",
        "a shopper who is upset twice in a row gets no person",
        put("agent.escalating:unhappy_twice", lambda view: False),
    ),
    of_code(
        "holding text after a threat",
        "who threatens with the law is told that a person will read it",
        *(put(place, frozenset()) for place in _SILENCES),
        *FORGETS_OPT_OUTS,
    ),
    of_code(
        "no holding text",
        "who asks for a person hears nothing until one writes",
        Swap("handoff.escalation:SILENT_REASONS", lambda reasons: _Everything()),
    ),
    of_code(
        "holding text sells",
        "the text that asks to wait for a person has an offer in it",
        reworded("holding_text", lambda words: f"{words} Until then finish your checkout."),
        Swap(
            "handoff.escalation:holding_text", lambda words: lambda *given: f"{words(*given)} Or finish your checkout."
        ),
        without("compliance.gate:CHECKS", "service.sells_nothing"),
    ),
    of_code(
        "AI talks over a person",
        "the AI answers while a person has control",
        Swap("api.turns:find_work", _as_if_ai),
        put("conversation.sending:_check_author", _nothing),
        put("conversation.sending:barred", _nothing),
    ),
    of_code(
        "hand back is not heeded",
        "the AI stays silent when it has control back",
        Swap(
            "conversation.control:return_to_ai",
            lambda back: lambda held, *given, **how: _returned(back, held, given, how),
        ),
    ),
    of_code(
        "one introduction for all seats",
        "whoever spoke last has introduced everybody else",
        put("compliance.facts:_Log.seat_spoke_at", lambda log, author: log.anybody_spoke_at()),
    ),
)

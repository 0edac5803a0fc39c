"""Escalating by code: what in the shopper's newest texts asks for a person, before any model reads them.

Only texts that arrived since the newest hand back count: about the older ones a person has decided already, and asking
for one again because of the same words would go on for ever.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from agent.triggers import ESCALATING, Trigger, normal
from agent.unhappiness import unhappy_twice
from agent.view import TurnView
from conversation.cart import CartState
from conversation.escalation import Escalation, EscalationReason, EscalationTrigger
from conversation.message import Message

_COMPLAINTS = frozenset({Trigger.DAMAGED_ITEM, Trigger.COMPLAINT, Trigger.REFUND, Trigger.RETURN})
_COMPLAINS = re.compile(
    r"\b(broken?|damaged?|crack(ed|s)?|shattered|torn|ripped|stain(ed|s)?|dent(ed|s)?|scratch(ed|es)?|leak(s|ing|ed)?|"
    r"defect(ive|s)?|faulty|missing|wrong|awful|terrible|horrible|unacceptable|disappoint(ed|ing)?|ruined|useless|"
    r"not what i|nothing like|looks? (so )?different|not as (described|pictured|shown)|"
    r"(this is )?how it (came|arrived|looks)|what (is|happened)|look(s|ing)? at (this|it|what))\b"
)
"""Words of a complaint where a photo comes with them; without one they are left to the model."""


def escalation_by_code(view: TurnView, triggers: Sequence[Trigger | None]) -> Escalation | None:
    """Return the escalation that the unanswered texts call for, the shopper's plain words first.

    `triggers` are what each unanswered text plainly is.
    """
    fresh = [(text, found) for text, found in zip(view.unanswered, triggers, strict=True) if text.seq > view.boundary]
    if not fresh:
        return None
    if (shown := _shows_damage(fresh)) is not None:
        return Escalation(EscalationReason.DAMAGED_ITEM, f"with a photo; {_wrote(shown)}", view.now)
    for text, found in fresh:
        if found is not None and (reason := ESCALATING.get(found)):
            return Escalation(reason, _wrote(text), view.now)
    for text, _ in fresh:
        if own := _merchants_own(text, view.merchant.settings.escalation_triggers):
            note = f"your trigger {own.name!r}; {_wrote(text)}"
            return Escalation(EscalationReason.MERCHANT_TRIGGER, note, view.now, raised=own.priority)
    if unhappy_twice(view):
        return Escalation(EscalationReason.UNHAPPY, f"twice in a row; {_wrote(fresh[-1][0])}", view.now)
    if (worth := _high_value(view)) and any(found is not Trigger.ACKNOWLEDGED for _, found in fresh):
        return Escalation(EscalationReason.HIGH_VALUE_CART, f"the cart is worth {worth}", view.now)
    return None


def _shows_damage(fresh: Sequence[tuple[Message, Trigger | None]]) -> Message | None:
    """Return the words of a complaint that came with a photo, or in the texts around one."""
    if not any(text.photos for text, _ in fresh):
        return None
    return next((text for text, found in fresh if found in _COMPLAINTS or _COMPLAINS.search(normal(text.text))), None)


def _wrote(message: Message) -> str:
    return f"the shopper wrote: {message.text}"


def _merchants_own(message: Message, triggers: tuple[EscalationTrigger, ...]) -> EscalationTrigger | None:
    if not triggers:
        return None
    words = normal(message.text)
    return next((one for one in triggers if _pattern(one.phrases).search(words)), None)


@lru_cache(maxsize=512)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(re.escape(normal(phrase)) for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")


def _high_value(view: TurnView) -> str | None:
    """Return what the cart is worth, where that calls for a person and none has had the conversation yet."""
    least, cart = view.merchant.settings.high_value_cart, view.cart
    if least is None or cart is None or cart.state is not CartState.OPEN or view.hand_back is not None:
        return None
    return str(cart.total) if cart.total.minor >= least else None

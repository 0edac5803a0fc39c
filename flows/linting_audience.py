"""Whom a flow is for: what they agreed to, what begins it, and its class."""

from collections.abc import Iterator

from compliance.intents import IntentLabel, read_intent
from conversation.consent import ConsentScope
from conversation.flow_run import ABOUT_AN_ORDER, TriggerKind
from flows.conditions import About
from flows.fault import Fault
from flows.lint_scope import Scope
from flows.steps import AiText, Enter, Text

_SERVES = ABOUT_AN_ORDER | {TriggerKind.KEYWORD}
"""What a transactional flow may begin with: the shopper bought, or asked."""
_ASKS_FOR_CART = "add under only_if: `consent: cart_reminders`; the store asks for it by text when the box is ticked"


def audience_faults(scope: Scope) -> list[Fault]:
    """Return what is wrong with the trigger, the class and the consent that the flow asks for."""
    return [*_consent(scope), *_class(scope), *_keywords(scope), *_same_trigger(scope)]


def _consent(scope: Scope) -> Iterator[Fault]:
    flow, place = scope.flow, scope.flow.trigger.place
    asked = {word for condition in flow.only_if if condition.about is About.CONSENT for word in condition.words}
    texts = any(isinstance(step, Text | AiText) for step in flow.every_step)
    if flow.is_about_cart and texts and asked != {ConsentScope.CART_REMINDERS.value}:
        problem = "a cart reminder needs a double opt-in that names cart reminders, and this flow does not ask for it"
        yield scope.refuse(place, problem, _ASKS_FOR_CART, "consent.cart_reminders")
    if not flow.is_about_cart and not flow.is_transactional and texts and ConsentScope.MARKETING.value not in asked:
        problem = "it sells, so that only those who agreed to marketing are texted; all others end at its first text"
        yield scope.note(place, problem, "add under only_if: `consent: marketing` to see it here", "consent.marketing")


def _class(scope: Scope) -> Iterator[Fault]:
    flow = scope.flow
    if flow.is_transactional and flow.trigger.kind not in _SERVES:
        problem = f"nothing that begins with {flow.trigger.kind.value} is transactional: nobody bought or asked"
        yield scope.refuse(flow.trigger.place, problem, "write class: promotional", "consent.tiers")


def _keywords(scope: Scope) -> Iterator[Fault]:
    flow, trigger = scope.flow, scope.flow.trigger
    if trigger.kind is not TriggerKind.KEYWORD:
        return
    for word in trigger.words:
        intent = read_intent(word, pending_opt_in=True)
        if intent.label is not IntentLabel.NONE:
            problem = f"{word.upper()!r} means {intent.label.value.replace('_', ' ')} already, and is never a keyword"
            remedy = "use trigger: opted_in" if intent.label is IntentLabel.OPT_IN else "choose another word"
            yield scope.refuse(trigger.place, problem, remedy, "opt_out.any_words")
        for other in scope.others.values():
            if other.id != flow.id and other.trigger.kind is trigger.kind and word in other.trigger.words:
                yield scope.refuse(trigger.place, f"{word.upper()!r} begins {other.id} already", "choose another word")


def _same_trigger(scope: Scope) -> Iterator[Fault]:
    flow = scope.flow
    for other in scope.others.values():
        if flow.is_about_cart and other.is_about_cart and other.id != flow.id:
            problem = f"{other.id} begins with an abandoned checkout too, and the first to text has the cart's reminder"
            yield scope.advise(flow.trigger.place, problem, "keep one of them on", "cart.one_reminder")
    for step in flow.every_step:
        if isinstance(step, Enter) and step.flow_id in scope.others:
            target = scope.others[step.flow_id]
            if target.is_about_cart:
                problem = f"{target.id} is about a cart, which only an abandoned checkout begins"
                yield scope.refuse(step.place, problem, "enter another flow")

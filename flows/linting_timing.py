"""How many texts a flow sends, and when: one reminder for each cart, in time, and nothing after it has expired."""

from collections.abc import Iterator
from datetime import timedelta

from flows.fault import Fault
from flows.flow import Flow
from flows.lint_scope import Scope
from flows.paths import Visit, Walk
from flows.spans import span_in_words
from flows.steps import AiText, Enter, Text, Wait

ONE = "cart.one_reminder"
LONGEST_NIGHT = timedelta(hours=14)
"""About as long as no text may leave in the strictest states (RI: 18:00 to 9:00)."""
_AT_ONCE = timedelta(minutes=10)
_KEEP_ONE = "keep line {line} and take this one out, or put it into a `listen` case, where it answers a reply"


def timing_faults(scope: Scope) -> list[Fault]:
    """Return what is wrong with how often and how late the flow texts."""
    return [*_drips(scope), *_late(scope), *_answers(scope), *_at_once(scope), *_quiet_hours(scope)]


def _drips(scope: Scope) -> Iterator[Fault]:
    """A second proactive text about a cart, in this flow or in one that it enters."""
    if not scope.flow.is_about_cart:
        return
    for visit in scope.walk.visits:
        if visit.way.answering or visit.way.texts < 1:
            continue
        if not isinstance(visit.step, Enter) or _texts(scope.others.get(visit.step.flow_id)):
            problem = f"it is a second text about a cart that had its one reminder in line {visit.way.texted_at}"
            yield scope.refuse(visit.step.place, problem, _KEEP_ONE.format(line=visit.way.texted_at), ONE)


def _texts(flow: Flow | None) -> bool:
    return flow is not None and any(isinstance(step, Text | AiText) for step in flow.every_step)


def _late(scope: Scope) -> Iterator[Fault]:
    flow, most = scope.flow, timedelta(hours=scope.rule(ONE).number("hours"))
    for visit in _texting(scope.walk):
        late = visit.way.latest
        if flow.is_about_cart and late >= most:
            problem = (
                f"it may leave {span_in_words(late)} after the checkout was left; {span_in_words(most)} is too late"
            )
            yield scope.refuse(visit.step.place, problem, "shorten the waits before it", ONE)
        elif flow.is_about_cart and most - late < LONGEST_NIGHT:
            problem = f"it may leave {span_in_words(late)} after the cart was left, and a night may outlast the rest"
            yield scope.advise(visit.step.place, problem, "text within 30 hours, so that it can wait for morning", ONE)
        if flow.expires is not None and late >= flow.expires:
            problem = f"it would leave after {span_in_words(late)}, when the flow has expired"
            yield scope.refuse(visit.step.place, problem, "shorten the waits before it, or let the flow expire later")


def _answers(scope: Scope) -> Iterator[Fault]:
    most = scope.rule("reply.budget").number("most")
    for visit in _texting(scope.walk):
        if visit.way.answering and visit.way.answers >= most:
            problem = f"a reply has had its {most} answers by then"
            yield scope.refuse(visit.step.place, problem, "join the texts, or listen again before it", "reply.budget")


def _at_once(scope: Scope) -> Iterator[Fault]:
    if not scope.flow.is_about_cart:
        return
    for visit in _texting(scope.walk):
        if not visit.way.answering and visit.way.soonest < _AT_ONCE:
            problem = "it may leave while the shopper is still at the checkout"
            yield scope.advise(visit.step.place, problem, "wait 30 minutes before it")


def _quiet_hours(scope: Scope) -> Iterator[Fault]:
    first = next((visit for visit in _texting(scope.walk) if not visit.way.answering), None)
    if first is not None:
        problem = "outside lawful hours it waits for them by itself, where the contact is"
        yield scope.note(first.step.place, problem, "no wait of yours is needed for that", "quiet_hours.federal")
    for step in scope.flow.every_step:
        if isinstance(step, Wait) and scope.flow.expires is not None and step.span >= scope.flow.expires:
            yield scope.refuse(step.place, "it waits until the flow has expired", "wait for less, or expire later")


def _texting(walk: Walk) -> Iterator[Visit]:
    return (visit for visit in walk.visits if not isinstance(visit.step, Enter))

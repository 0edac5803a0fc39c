"""A flow in words: what begins it, whom it is for, and its steps as sentences to be read from top to bottom."""

from collections.abc import Iterator
from dataclasses import dataclass

from conversation.autonomy import Autonomy
from conversation.flow_run import TriggerKind
from flows.flow import Cancel, Flow
from flows.spans import span_in_words
from flows.steps import (
    AddTag,
    AiText,
    DropTag,
    End,
    Enter,
    HandToPerson,
    If,
    Listen,
    Split,
    Step,
    Steps,
    SwitchAi,
    Text,
    Wait,
)

_TRIGGERS = {
    TriggerKind.CHECKOUT_ABANDONED: "a checkout was left",
    TriggerKind.BROWSED: "a product was looked at",
    TriggerKind.ORDER_PLACED: "an order was placed",
    TriggerKind.DELIVERED: "a parcel was delivered",
    TriggerKind.BACK_IN_STOCK: "a product is back in stock",
    TriggerKind.KEYWORD: "a shopper texts",
    TriggerKind.OPTED_IN: "a shopper opted in by text",
    TriggerKind.TAG_ADDED: "a contact was tagged",
    TriggerKind.MANUAL: "somebody, or another flow, lets a contact in",
}
_CANCELS = {
    Cancel.ORDER_PLACED: "they buy",
    Cancel.REPLY: "they reply",
    Cancel.ANOTHER_FLOW: "another flow begins",
    Cancel.LINK_CLICKED: "they open a link",
    Cancel.CHECKOUT_STARTED: "they start another checkout",
    Cancel.BROWSED: "they look at a product",
    Cancel.DELIVERED: "a parcel is delivered",
    Cancel.TOOK_OVER: "a person takes over",
}
_MODES = {
    None: "what the merchant lets it do",
    Autonomy.OFF: "nothing: replies wait for a person",
    Autonomy.SUGGEST: "write drafts for a person to send",
    Autonomy.AUTO: "answer by itself",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of the preview. `depth` counts branches; `body` are the words of a text; `step` is None for a branch."""

    depth: int
    words: str
    line: int
    body: str = ""
    step: Step | None = None


def beginning_of(flow: Flow) -> str:
    """Return when the flow begins, as the first half of a sentence."""
    words = _TRIGGERS[flow.trigger.kind]
    return f"{words} {' or '.join(flow.trigger.words)}" if flow.trigger.words else words


def terms_of(flow: Flow) -> tuple[str, ...]:
    """Return whom the flow is for, and what ends it, a sentence each."""
    terms = [f"Only if {' and '.join(condition.in_words for condition in flow.only_if)}."] if flow.only_if else []
    if flow.once:
        terms.append("Once for each contact.")
    if flow.not_again_within is not None:
        terms.append(f"Not again within {span_in_words(flow.not_again_within)}.")
    if flow.expires is not None:
        terms.append(f"Nothing is texted later than {span_in_words(flow.expires)} after that.")
    cancels = ["they opt out", *(_CANCELS[cancel] for cancel in flow.cancel_on)]
    terms.append(f"It ends when {', or '.join(cancels)}.")
    if flow.ai is not None:
        terms.append(f"Once it has texted, the AI may {_MODES[flow.ai]}.")
    return tuple(terms)


def sentences_of(flow: Flow) -> tuple[Sentence, ...]:
    """Return the steps as sentences, those of branches indented below what leads to them."""
    return tuple(_of_steps(flow.steps, 0))


def _of_steps(steps: Steps, depth: int) -> Iterator[Sentence]:
    for step in steps:
        body = step.body if isinstance(step, Text) else ""
        yield Sentence(depth, _words(step), step.place.line, body, step)
        for words, way in _branches(step):
            if way:
                yield Sentence(depth + 1, words, step.place.line)
                yield from _of_steps(way, depth + 2)


def _words(step: Step) -> str:
    match step:
        case Wait(span=span):
            return f"Wait {span_in_words(span)}."
        case Text(discount=discount, media=media):
            extras = ["a picture"] if media else []
            extras += [f"{discount.percent}% off by a code of their own"] if discount else []
            return f"Text, with {' and '.join(extras)}:" if extras else "Text:"
        case AiText():
            return "The AI writes the cart's one reminder."
        case If(conditions=conditions):
            return f"Ask whether {' and '.join(condition.in_words for condition in conditions)}."
        case Listen(span=span):
            return f"Wait for a reply, at most {span_in_words(span)}."
        case Split(name=name, arms=arms, winner=winner):
            ends = f"; the winner by {winner.by} gets everybody" if winner else ""
            return f"Try {len(arms)} variants beside each other ({name}){ends}."
        case _:
            return _deed(step)


def _deed(step: Step) -> str:
    match step:
        case SwitchAi(mode=mode):
            return f"From here on the AI may {_MODES[mode]}."
        case AddTag(word=word):
            return f"Tag them “{word}”."
        case DropTag(word=word):
            return f"Take the tag “{word}” off."
        case HandToPerson(note=note):
            return f"Ask for a person: {note}"
        case Enter(flow_id=flow_id):
            return f"Begin the flow {flow_id} too."
        case End():
            return "End here."
    return ""


def _branches(step: Step) -> Iterator[tuple[str, Steps]]:
    match step:
        case If(then=then, otherwise=otherwise):
            yield "If so:", then
            yield "Otherwise:", otherwise
        case Listen(cases=cases, otherwise=otherwise, timeout=timeout):
            for case in cases:
                means = [f"means {wish}" for wish in case.wishes] + [f"says “{word}”" for word in case.words]
                yield f"If it {' or '.join(means)}:", case.steps
            yield "If it is anything else:", otherwise
            yield "If none comes:", timeout
        case Split(arms=arms):
            whole = sum(arm.weight for arm in arms)
            for arm in arms:
                yield f"{arm.name}, for {arm.weight / whole:.0%}:", arm.steps

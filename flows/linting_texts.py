"""The words of a flow's texts: what is filled in, what sells, and everything that the gate itself would refuse."""

from collections.abc import Iterator

from channels.media_limits import BadMedia
from channels.segments import measure
from compliance.claims.links import links_in
from compliance.gate import Decision, decide_on
from compliance.tracking import with_short_links
from conversation.flow_run import TriggerKind
from conversation.sending import LIFETIME
from conversation.verdict import Refuse
from flows.fault import Fault
from flows.lint_scope import Scope
from flows.placeholders import known_for, missing_for, placeholders_in
from flows.samples import sample_of
from flows.selling import selling_words
from flows.steps import AiText, Text

MANY_SEGMENTS = 3
_SELLING = frozenset({"cart_link", "discount_code"})
_REMEDIES = {
    "claims.hard": "take it out; a code or percentage needs `discount:` on the text, a link must be the store's own",
    "claims.unbacked": "say only what holds for everybody who may get it, or what a placeholder fills in",
    "payment.never_by_text": "link to the checkout instead",
    "content.prohibited": "carriers carry no such texts; leave it out",
    "text.size": "shorten it",
    "persona.no_human_claim": "write in the brand's name; nobody types this text",
    "purpose.unfounded": "choose the trigger that it is about",
}


def text_faults(scope: Scope) -> list[Fault]:
    """Return what is wrong with the words, each text for itself."""
    texts = [step for step in scope.flow.every_step if isinstance(step, Text)]
    return [
        *(fault for text in texts for rule in _OF_ONE_TEXT for fault in rule(scope, text)),
        *_ai_texts(scope),
        *_names(scope, texts),
    ]


def _placeholders(scope: Scope, text: Text) -> Iterator[Fault]:
    every = known_for(scope.merchant)
    for name in placeholders_in(text.body):
        if name not in every:
            known = ", ".join(f"{{{each}}}" for each in every)
            yield scope.refuse(text.place, f"nothing is known by {{{name}}}", f"use {known}")
        elif need := missing_for(scope.flow, text, name):
            problem = f"{{{name}}} needs {need.value}, and there is none here"
            remedy = "add `discount: 10` to the text" if "discount" in name else "take it out, or change the trigger"
            yield scope.refuse(text.place, problem, remedy)


def _shorteners(scope: Scope, text: Text) -> Iterator[Fault]:
    rule = scope.rulebook.rule("links.branded")
    for link in links_in(text.body):
        if link.host in rule.words["hosts"]:
            remedy = "link to the store's own domain, such as {cart_link}"
            yield scope.refuse(text.place, f"{link.host} is a shared shortener", remedy, rule.id)


def _sells(scope: Scope, text: Text) -> Iterator[Fault]:
    if not scope.flow.is_transactional:
        return
    words = [repr(word) for word in selling_words(text.body, scope.merchant)]
    words += [f"{{{name}}}" for name in placeholders_in(text.body) if name in _SELLING]
    if words or text.discount is not None:
        problem = f"it sells ({', '.join(words) or 'a discount'}), and the flow is called transactional"
        yield scope.refuse(text.place, problem, "take these words out, or write class: promotional", "consent.tiers")


def _discount(scope: Scope, text: Text) -> Iterator[Fault]:
    if text.discount is None:
        return
    ceiling = scope.merchant.settings.offer_ceiling_percent
    if not scope.flow.is_about_cart:
        problem = "a code of one's own is made for a cart, and this flow is about none"
        yield scope.refuse(text.place, problem, "take the discount out, or begin with checkout_abandoned")
    if text.discount.percent > ceiling:
        problem = f"{text.discount.percent}% is above the {ceiling}% that the merchant gives at most"
        yield scope.refuse(text.place, problem, f"write discount: {ceiling}", "claims.hard")
    if not {"discount_code", "cart_link"} & set(placeholders_in(text.body)):
        yield scope.refuse(text.place, "it has a discount and does not give its code", "write {discount_code} into it")


def _picture(scope: Scope, text: Text) -> Iterator[Fault]:
    if scope.find_picture is None:
        return
    for media_id in text.media:
        try:
            scope.find_picture(media_id)
        except BadMedia as error:
            yield scope.refuse(text.place, error.problem, error.remedy)


def _gate(scope: Scope, text: Text) -> Iterator[Fault]:
    """Ask the gate about the text as it would leave, once for each kind of text that it may be."""
    every = known_for(scope.merchant)
    if any(name not in every or missing_for(scope.flow, text, name) for name in placeholders_in(text.body)):
        return
    told = False
    for answers in sorted({visit.way.answering for visit in scope.walk.visits if visit.step is text}):
        decision = rehearsed(scope, text, answers=answers)
        if isinstance(decision.verdict, Refuse):
            rule = decision.verdict.rule
            remedy = _REMEDIES.get(rule, "change it so that the rule is kept")
            yield scope.refuse(text.place, decision.verdict.why, remedy, rule)
        elif not told:
            told = True
            yield from _completed(scope, text, decision)


_OF_ONE_TEXT = (_placeholders, _shorteners, _sells, _discount, _picture, _gate)


def rehearsed(scope: Scope, text: Text, *, answers: bool) -> Decision:
    """Return what the gate says of the text for the sample contact, at an hour that is lawful everywhere."""
    sample = sample_of(scope.flow, text, scope.merchant, scope.today, answers=answers)
    return decide_on(sample.draft, sample.facts, scope.rulebook, sample.now, sample.now + LIFETIME)


def _completed(scope: Scope, text: Text, decision: Decision) -> Iterator[Fault]:
    body = decision.body
    added = [f"{words!r} {where} it" for words, where in ((body.before, "before"), (body.after, "after")) if words]
    if added:
        problem = f"Twolane puts {' and '.join(added)}, for the text has to name the brand and how to stop"
        remedy = "write them yourself where they read better"
        yield scope.note(text.place, problem, remedy, "identification.brand_and_stop")
    draft = sample_of(scope.flow, text, scope.merchant, scope.today, answers=False).draft
    size = measure(with_short_links(body, draft, decision.facts, decision.purpose).body.text)
    if size.count > MANY_SEGMENTS and not text.media:
        problem = f"it takes {size.count} segments in {size.encoding.value} with what is added"
        yield scope.advise(text.place, problem, "shorten it, or leave out emoji and curly quotes")


def _ai_texts(scope: Scope) -> Iterator[Fault]:
    if scope.flow.is_about_cart:
        return
    for step in scope.flow.every_step:
        if isinstance(step, AiText):
            problem = "the AI writes reminders of carts, and this flow is about none"
            remedy = f"write text: with words of your own, or begin with {TriggerKind.CHECKOUT_ABANDONED.value}"
            yield scope.refuse(step.place, problem, remedy)


def _names(scope: Scope, texts: list[Text]) -> Iterator[Fault]:
    known: set[str] = set()
    for text in texts:
        if text.name in known:
            problem = f"two texts are named {text.name!r}"
            yield scope.refuse(text.place, problem, "name each, so that figures tell them apart")
        known.add(text.name)

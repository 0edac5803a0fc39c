"""Rules about answers: how many, how soon, and what they may not say."""

import re
from datetime import datetime, timedelta

from compliance.claims import mentions_offer, sells
from compliance.rule import Rule
from compliance.rules.finding import Case, Expires, Finding, No
from conversation.cart import CartState
from conversation.merchant import BusinessHours
from conversation.message import Purpose


def once_and_at_once(case: Case, rule: Rule) -> Finding:
    """One answer for each text that asks, within minutes of it."""
    cause = case.facts.asked or case.facts.prompting
    if cause is None:
        return None
    if _answered(case):
        return No("this was answered already")
    begun = case.facts.asked.created_at if case.facts.asked else _requested_at(case)
    last = begun + timedelta(minutes=rule.number("minutes"))
    return No("the text it answers is too long ago") if case.now > last else Expires(last)


def _answered(case: Case) -> bool:
    if case.facts.asked is not None:
        return any(sent.purpose is case.purpose for sent in case.facts.sent_after(case.facts.asked))
    return case.facts.prompting is not None and case.facts.prompting.prompt_id is not None


def _requested_at(case: Case) -> datetime:
    return case.facts.prompting.requested_at if case.facts.prompting else case.now


def sells_nothing(case: Case, rule: Rule) -> Finding:
    """Service texts carry no code, percentage or other offer; the confirmation of an opt-out no word that sells."""
    if mentions_offer(case.text):
        return No(f"a text of purpose {case.purpose.value} carries no offer")
    if case.purpose is Purpose.OPT_OUT_CONFIRMATION and sells(case.text, case.facts.merchant):
        return No("a confirmation of an opt-out sells nothing")
    return None


def reply_budget(case: Case, rule: Rule) -> Finding:
    """At most two answers to each text."""
    newest = case.facts.last_inbound
    if newest is None:
        return No("the shopper has sent no text to answer")
    answers = [sent for sent in case.facts.sent_after(newest) if sent.purpose is Purpose.REPLY]
    if len(answers) >= rule.number("most"):
        return No(f"the shopper's newest text has had its {len(answers)} answers")
    return None


def as_asked(case: Case, rule: Rule) -> Finding:
    """A follow-up comes once, in time, without a new offer, and not after a purchase."""
    asked = case.facts.asked or case.facts.last_inbound
    if asked is None:
        return No("nobody asked for a follow-up")
    if case.facts.cart is not None and case.facts.cart.state is CartState.RECOVERED:
        return No("the shopper has bought meanwhile")
    if any(sent.purpose is Purpose.REQUESTED_FOLLOWUP for sent in case.facts.sent_after(asked)):
        return No("the shopper got the follow-up already")
    if any(offer.reserved_at > asked.created_at and offer.code in case.text for offer in case.facts.offers):
        return No("a follow-up carries no new offer")
    last = asked.created_at + timedelta(hours=rule.number("hours"))
    return No("it was asked for too long ago") if case.now > last else Expires(last)


def one_holding_text(case: Case, rule: Rule) -> Finding:
    """One for each escalation, at once, with no time but the business hours."""
    escalation = case.facts.conversation.escalation
    if escalation is None:
        return No("nobody has been asked for")
    if any(
        sent.purpose is Purpose.HOLDING
        and sent.conversation_id == case.facts.conversation.id
        and sent.created_at >= escalation.at
        for sent in case.facts.outbound
    ):
        return No("this escalation had its holding text")
    last = escalation.at + timedelta(minutes=rule.number("minutes"))
    if case.now > last:
        return No("the escalation is too long ago for a holding text")
    if foreign := _times(case.body.composed) - _configured(case.facts.merchant.settings.business_hours):
        return No(f"it names a time ({', '.join(sorted(foreign))}) that is not in the business hours")
    return Expires(last)


_TIME = re.compile(r"\b(\d{1,2})(?::(\d{2}))?\s*([ap])\.?m\b|\b(\d{1,2}):(\d{2})\b", re.IGNORECASE)
_SPAN = re.compile(
    r"\b(?:in|within|under)\s+(?:a|an|\d+|few|a few|one|two|five|ten)\s+(?:minute|hour|moment)s?\b", re.I
)


def _times(text: str) -> frozenset[str]:
    times = {_on_the_clock(found) for found in _TIME.finditer(text)}
    return frozenset(times | {found.group() for found in _SPAN.finditer(text)})


def _on_the_clock(found: re.Match[str]) -> str:
    hour, minute = int(found[1] or found[4]), int(found[2] or found[5] or 0)
    if found[3]:
        hour = hour % 12 + (12 if found[3].lower() == "p" else 0)
    return f"{hour:02d}:{minute:02d}"


def _configured(hours: BusinessHours | None) -> frozenset[str]:
    return frozenset({hours.opens, hours.closes}) if hours else frozenset()

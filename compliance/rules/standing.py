"""Rules about who texts whom: the sender, the country, opt-outs."""

from datetime import timedelta

from compliance.rule import Rule
from compliance.rules.finding import Case, Expires, Finding, No
from compliance.zones import country_of
from conversation.message import Purpose
from conversation.sender import SELLING

AFTER_ANY_STOP = frozenset({Purpose.OPT_OUT_CONFIRMATION, Purpose.HELP})
"""All that may leave for a suppressed number. One confirmation after START leaves too: START lifts the suppression."""


def registered_sender(case: Case, rule: Rule) -> Finding:
    """The number is the merchant's own and verified."""
    sender = case.facts.sender
    if sender is None or sender.merchant_id != case.facts.merchant.id:
        return No("the conversation's number does not belong to this merchant")
    if not sender.may_send:
        return No(f"the registration of {sender.phone} is {sender.standing}, not verified")
    return None


def registered_use(case: Case, rule: Rule) -> Finding:
    """A text that sells leaves only from a number that was registered for such texts."""
    sender = case.facts.sender
    if sender is None or sender.use_case in SELLING:
        return None
    use = sender.use_case.value.replace("_", " ")
    return No(f"{sender.phone} is registered for {use}, which covers no text that sells; register it as mixed")


def known_country(case: Case, rule: Rule) -> Finding:
    """Proactive texts go only where a rulebook covers the contact's country and the number's."""
    if case.purpose is Purpose.OPT_IN_CONFIRMATION and case.facts.prompting is None:
        return None
    contact = case.facts.contact
    covered = rule.words.get("countries", ())
    for country in (contact.country.upper(), country_of(contact.phone)):
        if country is not None and country not in covered:
            return No(f"no rulebook covers {country}; only direct replies may leave")
    return None


def nothing_after_opt_out(case: Case, rule: Rule) -> Finding:
    """A suppressed number gets one confirmation and HELP answers.

    One exception that no opt-out is behind: the safety text after a crisis, whose suppression we raised ourselves.
    """
    standing = case.facts.suppression
    if standing is None or not standing.is_live or case.purpose in AFTER_ANY_STOP:
        return None
    if case.purpose is Purpose.SAFETY and standing.lets_safety_through:
        return None
    return No(f"the number is suppressed ({standing.reason.value}) since {standing.since:%Y-%m-%d %H:%M} UTC")


def one_confirmation(case: Case, rule: Rule) -> Finding:
    """One confirmation, in time, without a question."""
    standing = case.facts.suppression
    if standing is None or not standing.is_live:
        return No("the number is not opted out")
    last = standing.asked_at + timedelta(minutes=rule.number("minutes"))
    if case.now > last:
        return No("the opt-out is too long ago to confirm it")
    if any(
        sent.purpose is Purpose.OPT_OUT_CONFIRMATION and sent.created_at >= standing.asked_at
        for sent in case.facts.outbound
    ):
        return No("the opt-out has been confirmed already")
    if "?" in case.text:
        return No("a confirmation asks nothing")
    return Expires(last)

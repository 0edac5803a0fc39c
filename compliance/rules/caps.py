"""Rules about how often: texts that we start, and what a state counts besides."""

from datetime import datetime, timedelta

from compliance.claims import volunteers_offer
from compliance.rule import Rule
from compliance.rules.finding import Case, Finding, No, Wait
from compliance.whereabouts import whereabouts_of
from conversation.message import Message, Purpose

INITIATED = frozenset({Purpose.REMINDER, Purpose.CAMPAIGN, Purpose.NOTIFICATION, Purpose.REQUESTED_FOLLOWUP})
"""What we start. A reply that volunteers an offer counts too; a direct answer does not (design, Caps)."""

VOLUNTEERED = "volunteered_offer"
"""The name of the fact by which a stored verdict says that a reply volunteered an offer."""

_DIRECT = frozenset({Purpose.REPLY, Purpose.HOLDING})


def cap(case: Case, rule: Rule) -> Finding:
    """At most three texts that we start in 24 hours; a reply over the cap may leave without its offer."""
    if not _is_started(case):
        return None
    return _beyond(case, rule, _started(case, rule), "that we started")


def state_cap(case: Case, rule: Rule) -> Finding:
    """The cap of every state whose law may be the shopper's; the strict reading, where the merchant chose it."""
    place, strict = whereabouts_of(case.facts.contact), case.facts.merchant.settings.strict_cap_states
    found = (
        _strictly(case, row) if row.region in strict else _of_state(case, row)
        for row in rule.rows
        if place.may_be_in(row.region) and row.binds(case.purpose, case.now)
    )
    return next((finding for finding in found if finding is not None), None)


def _of_state(case: Case, row: Rule) -> Finding:
    return _beyond(case, row, _started(case, row), f"that we started to {row.region}") if _is_started(case) else None


def _strictly(case: Case, row: Rule) -> Finding:
    """Count every text, answers too, unless the state's law exempts direct replies."""
    if row.numbers.get("replies_exempt") and case.purpose in _DIRECT:
        return None
    left = [sent for sent in _recent(case, row) if not (row.numbers.get("replies_exempt") and sent.purpose in _DIRECT)]
    return _beyond(case, row, [sent.created_at for sent in left], f"to {row.region}, where every text counts,")


def _beyond(case: Case, rule: Rule, counted: list[datetime], which: str) -> Finding:
    """What may wait waits until the oldest text that counts is too old to; an answer cannot."""
    most, hours = rule.number("most"), rule.number("hours")
    if len(counted) < most:
        return None
    why = f"{len(counted)} texts {which} left within {hours} hours"
    if case.purpose not in _DIRECT:
        return Wait(sorted(counted)[-most] + timedelta(hours=hours), why)
    return No(f"{why}; leave the offer out" if is_volunteered(case) else f"{why}; a person has to decide")


def _started(case: Case, rule: Rule) -> list[datetime]:
    return [sent.created_at for sent in _recent(case, rule) if is_initiated(sent)]


def _recent(case: Case, rule: Rule) -> tuple[Message, ...]:
    return case.facts.sent_within(timedelta(hours=rule.number("hours")), case.now)


def _is_started(case: Case) -> bool:
    return case.purpose in INITIATED or is_volunteered(case)


def is_volunteered(case: Case) -> bool:
    """Tell whether the text is a reply with an offer that the shopper's latest text did not ask about."""
    latest = case.facts.last_inbound
    return case.purpose is Purpose.REPLY and volunteers_offer(case.body.composed, latest.text if latest else "")


def is_initiated(sent: Message) -> bool:
    """Tell whether a text that left counts against the cap."""
    return sent.purpose in INITIATED or (sent.verdict is not None and VOLUNTEERED in sent.verdict.facts)

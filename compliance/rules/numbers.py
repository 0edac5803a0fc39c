"""Rules about the number: emergencies where it may be, the do-not-call registry, who has it, and whether it listens."""

from datetime import datetime, timedelta

from compliance.halting import covers
from compliance.rule import Rule
from compliance.rules.caps import is_volunteered
from compliance.rules.consenting import newest_consent
from compliance.rules.finding import Case, Finding, No, Wait
from compliance.whereabouts import whereabouts_of
from conversation.consent import ConsentScope
from conversation.message import Purpose
from conversation.number_check import CheckAnswer, CheckKind, NumberCheck

_SCOPES = {Purpose.REMINDER: ConsentScope.CART_REMINDERS, Purpose.CAMPAIGN: ConsentScope.MARKETING}


def halted_region(case: Case, rule: Rule) -> Finding:
    """Nothing that sells leaves for a region that an operator has halted; answers without an offer do."""
    halts = [halt for halt in case.facts.halts if halt.is_live]
    if not halts or (case.purpose is Purpose.REPLY and not is_volunteered(case)):
        return None
    if case.purpose is Purpose.OPT_IN_CONFIRMATION and case.facts.prompting is None:
        return None
    place = whereabouts_of(case.facts.contact)
    halt = next((one for one in halts if covers(one, place)), None)
    return No(f"{halt.region} is halted since {halt.since:%Y-%m-%d %H:%M} UTC: {halt.reason}") if halt else None


def not_on_do_not_call(case: Case, rule: Rule) -> Finding:
    """Written consent exempts a number from the registry; without it, or where the merchant scrubs all, it is asked."""
    agreed = _agreed_at(case) is not None or case.purpose is Purpose.REQUESTED_FOLLOWUP
    if agreed and not case.facts.merchant.settings.scrub_consented:
        return None
    check = _check(case, CheckKind.DO_NOT_CALL)
    if stale := _stale(check, rule, case.now, "do-not-call registry"):
        return No(stale)
    return No("the number is on the do-not-call registry") if check and check.answer is CheckAnswer.LISTED else None


def same_owner(case: Case, rule: Rule) -> Finding:
    """No text for a number that changed hands since the shopper agreed, nor unasked where their state has us ask."""
    check, agreed_at = _check(case, CheckKind.REASSIGNED), _agreed_at(case)
    if check and check.answer is CheckAnswer.LISTED and not (agreed_at and agreed_at > check.drawn_at):
        return No(f"the number has another owner by now ({check.source})")
    place = whereabouts_of(case.facts.contact)
    demanding = [row for row in rule.rows if row.region in place.regions and row.binds(case.purpose, case.now)]
    for row in demanding:
        if stale := _stale(check, row, case.now, "database of reassigned numbers"):
            return No(f"{stale}; {row.region} demands it")
    return None


def reachable(case: Case, rule: Rule) -> Finding:
    """No text for a number that takes none, until it texts us or one arrives after all; a pause ends by itself."""
    contact, asked = case.facts.contact, case.facts.last_inbound
    since, until = contact.unreachable_since, contact.unreachable_until
    if since is None or (asked is not None and asked.created_at > since) or (until is not None and until <= case.now):
        return None
    why = f"the number took no text ({contact.unreachable_why}) on {since:%Y-%m-%d %H:%M} UTC"
    return No(why) if until is None else Wait(until, why)


def unfiltered_template(case: Case, rule: Rule) -> Finding:
    """Nothing is made from a template that carriers keep filtering until a person has looked at it."""
    halt = case.facts.template_halt
    return No(f"what it is made from is halted since {halt.since:%Y-%m-%d %H:%M} UTC: {halt.reason}") if halt else None


def _stale(check: NumberCheck | None, rule: Rule, now: datetime, name: str) -> str:
    days = rule.number("days")
    if check is None or check.answer is CheckAnswer.NO_DATA:
        return f"the {name} has not been asked about this number"
    is_old = now - check.drawn_at > timedelta(days=days)
    return f"the answer of the {name} is older than {days} days" if is_old else ""


def _check(case: Case, kind: CheckKind) -> NumberCheck | None:
    return next((check for check in case.facts.number_checks if check.kind is kind), None)


def _agreed_at(case: Case) -> datetime | None:
    scope = _SCOPES.get(case.purpose)
    return newest_consent(case.facts, scope) if scope else None

"""Rules about time: quiet hours and caps."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from compliance.claims import volunteers_offer
from compliance.quiet_hours import EVERY_DAY, Window, closes_at, is_open, next_opening
from compliance.rule import Rule
from compliance.rules.finding import Case, Finding, No, OpenUntil, Wait
from compliance.zones import all_zones, zones_of
from conversation.message import Message, Purpose

INITIATED = frozenset({Purpose.REMINDER, Purpose.CAMPAIGN, Purpose.NOTIFICATION, Purpose.REQUESTED_FOLLOWUP})
"""What we start. A reply that volunteers an offer counts too; a direct answer does not (design, Caps)."""

VOLUNTEERED = "volunteered_offer"
"""The name of the fact by which a stored verdict says that a reply volunteered an offer."""

_GRACED = frozenset({Purpose.REPLY, Purpose.HOLDING})
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def lawful_hours(case: Case, rule: Rule) -> Finding:
    """Inside the window of every zone where the shopper may be, or within the grace after their latest text."""
    window, zones = hours_for(case, rule)
    if is_open(case.now, window, zones):
        return OpenUntil(closes_at(case.now, window, zones))
    if (graced := _grace_ends(case, rule)) is not None:
        return OpenUntil(graced)
    return Wait(
        next_opening(case.now, window, zones), f"it is outside {window.opens:%H:%M}-{window.closes:%H:%M} there"
    )


def hours_for(case: Case, rule: Rule) -> tuple[Window, tuple[ZoneInfo, ...]]:
    """Return the window and the zones in which it must be open: the cautious ones where nothing is known."""
    zones = zones_of(case.facts.contact)
    if zones:
        return _window(rule, "opens", "closes", EVERY_DAY), zones
    days = frozenset(_DAYS.index(day) for day in rule.words.get("unknown_days", _DAYS))
    return _window(rule, "unknown_opens", "unknown_closes", days), all_zones()


def _window(rule: Rule, opens: str, closes: str, days: frozenset[int]) -> Window:
    return Window(time(rule.number(opens)), time(rule.number(closes)), days)


def _grace_ends(case: Case, rule: Rule) -> datetime | None:
    """Return when the grace ends, if it still runs; an offer that nobody asked for has none."""
    latest = case.facts.last_inbound
    if case.purpose not in _GRACED or latest is None or is_volunteered(case):
        return None
    wished = case.facts.merchant.settings.reply_grace_minutes
    ends = latest.created_at + timedelta(minutes=max(0, min(wished, rule.number("most_grace_minutes"))))
    return ends if latest.created_at <= case.now < ends else None


def is_volunteered(case: Case) -> bool:
    """Tell whether the text is a reply with an offer that the shopper's latest text did not ask about."""
    latest = case.facts.last_inbound
    return case.purpose is Purpose.REPLY and volunteers_offer(case.body.composed, latest.text if latest else "")


def cap(case: Case, rule: Rule) -> Finding:
    """At most three texts that we start in 24 hours; a reply over the cap may leave without its offer."""
    if case.purpose is Purpose.REPLY and not is_volunteered(case):
        return None
    span, most = timedelta(hours=rule.number("hours")), rule.number("most")
    counted = sorted(sent.created_at for sent in case.facts.sent_within(span, case.now) if is_initiated(sent))
    if len(counted) < most:
        return None
    why = f"{len(counted)} texts that we started left within {rule.number('hours')} hours"
    return No(f"{why}; leave the offer out") if case.purpose is Purpose.REPLY else Wait(counted[-most] + span, why)


def is_initiated(sent: Message) -> bool:
    """Tell whether a text that left counts against the cap."""
    return sent.purpose in INITIATED or (sent.verdict is not None and VOLUNTEERED in sent.verdict.facts)

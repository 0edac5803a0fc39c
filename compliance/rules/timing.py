"""Rules about time: quiet hours."""

import sys
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from compliance.hours import Span, common
from compliance.quiet_hours import Calendar, hours_on
from compliance.rule import Rule
from compliance.rules.caps import is_volunteered
from compliance.rules.finding import Case, Finding, OpenUntil, Wait
from compliance.whereabouts import Whereabouts, whereabouts_of
from conversation.message import Purpose

_GRACED = frozenset({Purpose.REPLY, Purpose.HOLDING})


def lawful_hours(case: Case, rule: Rule) -> Finding:
    """Inside the federal window of every zone where the shopper may be, or within the grace after their latest text.

    Where their state is not known, inside the narrower window that satisfies every state.
    """
    place = whereabouts_of(case.facts.contact)
    return _at(case, federal_calendar(rule, place), rule.number("most_grace_minutes"))


def state_hours(case: Case, rule: Rule) -> Finding:
    """Inside the window of every state whose law may be the shopper's, in every zone where they may be.

    States that ask for no more than the federal rule does have nothing to say.
    """
    place = whereabouts_of(case.facts.contact)
    if not place.regions:
        return None
    states, grace = _states(rule, place.regions, place.zones), _most_grace(rule, place.regions)
    is_wider = states.next_change(case.now) == _calendar(rule, False, place.zones).next_change(case.now)
    return None if is_wider and grace >= rule.number("most_grace_minutes") else _at(case, states, grace)


def hours_of(case: Case, federal: Rule, state: Rule) -> Span | None:
    """Return the hours of the shopper's day by their clock, as both rules have them; None for a day without any."""
    place = whereabouts_of(case.facts.contact)
    today = case.now.astimezone(place.zones[0]).date()
    spans = [federal_calendar(federal, place).span_on(today)]
    if place.regions:
        spans.append(_states(state, place.regions, place.zones).span_on(today))
    return common(spans)


def federal_calendar(rule: Rule, place: Whereabouts) -> Calendar:
    """Return when the federal rule has texts leave; the cautious hours too where the state is not known."""
    return _calendar(rule, not place.is_known, place.zones)


def state_calendar(rule: Rule, place: Whereabouts) -> Calendar:
    """Return when the laws of the states that may be the shopper's have texts leave."""
    return _states(rule, place.regions, place.zones)


@lru_cache(maxsize=1024)
def _calendar(rule: Rule, is_cautious: bool, zones: tuple[ZoneInfo, ...]) -> Calendar:
    rows = [row for row in rule.rows if row.hours is not None] if is_cautious else []
    return Calendar((rule, *rows), zones)


@lru_cache(maxsize=4096)
def _states(rule: Rule, regions: frozenset[str], zones: tuple[ZoneInfo, ...]) -> Calendar:
    return Calendar((*_rows(rule, regions), rule), zones)


@lru_cache(maxsize=4096)
def _most_grace(rule: Rule, regions: frozenset[str]) -> int:
    """Return the minutes of grace: a state may forbid it or shorten it, never lengthen it."""
    return min(each.numbers.get("most_grace_minutes", sys.maxsize) for each in (*_rows(rule, regions), rule))


def _rows(rule: Rule, regions: frozenset[str]) -> tuple[Rule, ...]:
    return tuple(row for row in rule.rows if row.region in regions)


def _at(case: Case, calendar: Calendar, most_grace: int) -> Finding:
    until = calendar.open_until(case.now)
    if until is not None:
        return OpenUntil(until)
    if (graced := _grace_ends(case, most_grace)) is not None:
        return OpenUntil(graced)
    return Wait(calendar.next_opening(case.now), _why(calendar, case.now))


def _why(calendar: Calendar, now: datetime) -> str:
    closed = calendar.closed_by(now)
    if closed is None:
        return "it is outside the hours there"
    rule, local = closed
    there = f"in {rule.region}" if rule.region else "there"
    span = hours_on(rule, local.date())
    return f"it is outside {span} {there}" if span else f"no text may leave on {_day(local.date(), rule)} {there}"


def _day(day: date, rule: Rule) -> str:
    of_week = rule.hours.on(day, is_holiday=False) if rule.hours else None
    return f"{day:%A}s" if of_week is None else f"the holiday of {day:%d %B}"


def _grace_ends(case: Case, most: int) -> datetime | None:
    """Return when the grace ends, if it still runs; an offer that nobody asked for has none."""
    latest = case.facts.last_inbound
    if case.purpose not in _GRACED or latest is None or is_volunteered(case):
        return None
    wished = case.facts.merchant.settings.reply_grace_minutes
    ends = latest.created_at + timedelta(minutes=max(0, min(wished, most)))
    return ends if latest.created_at <= case.now < ends else None

"""Faults of when and how often: hours, graces, budgets, reminders and follow-ups."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from compliance.hours import Hours, Span
from compliance.quiet_hours import Calendar
from compliance.rule import Rule
from compliance.rulebook import Rulebook
from compliance.rules.finding import Case
from compliance.whereabouts import Whereabouts
from conversation.contact import Contact
from conversation.draft import CauseKind
from conversation.due import TEXTS, DueKind
from conversation.message import Purpose
from evals.faults.fault import of_code
from evals.faults.swap import Swap, put, without

_HOURS = ("quiet_hours.federal", "quiet_hours.state")
_HOME = ZoneInfo("America/Los_Angeles")


def left_out(*given: Any, **how: Any) -> None:
    """What is done where a step is left out."""


def until_eleven(load: Callable[..., Rulebook]) -> Callable[..., Rulebook]:
    """Let every window of the rulebook close at 23:00."""

    @cache
    def loaded() -> Rulebook:
        book = load()
        return replace(book, rules={name: _later(rule) for name, rule in book.rules.items()})

    return loaded


def _later(rule: Rule) -> Rule:
    hours = rule.hours and Hours(
        *(_long(span) for span in (rule.hours.weekdays, rule.hours.saturday, rule.hours.sunday))
    )
    return replace(rule, hours=hours, rows=tuple(map(_later, rule.rows)))


def _longer_days(hours: Callable[..., Calendar]) -> Callable[..., Calendar]:
    """Let the check of quiet hours be mistaken in the same way."""
    return lambda state, zone: Calendar(tuple(map(_later, hours(state, zone).rules)), (zone,))


def _long(span: Span | None) -> Span:
    return Span(span.opens if span else time(8), time(23))


def _elsewhere(contact: Contact) -> Whereabouts:
    return Whereabouts(frozenset({"CA"}), (_HOME,), is_abroad=False)


def _kept_unless(kind: DueKind) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Cancel what is due as ever, but rows of this kind."""

    def by(cancel: Callable[..., Any]) -> Callable[..., Any]:
        return lambda held, why, kinds=TEXTS: cancel(held, why, kinds=kinds - {kind})

    return by


def _an_hour_after(case: Case, most: int) -> datetime | None:
    latest = case.facts.last_inbound
    ends = latest.created_at + timedelta(hours=1) if latest else None
    return ends if ends and case.now < ends else None


def _always_followup(*given: Any) -> Purpose:
    return Purpose.REQUESTED_FOLLOWUP


TIMING = (
    of_code("no quiet hours", "the gate lets texts leave at any hour", without("compliance.gate:CHECKS", *_HOURS)),
    of_code(
        "no hours of states",
        "the gate knows the federal window and no state's narrower one",
        without("compliance.gate:CHECKS", "quiet_hours.state"),
    ),
    of_code(
        "rulebook closes at 23:00",
        "every window of the rulebook ends at 23:00, for the gate and for the checks",
        Swap("api.wiring:load_rulebook", until_eleven),
        Swap("evals.checks.timing:_hours", _longer_days),
    ),
    of_code(
        "hours of another zone",
        "the gate takes every shopper to be in California",
        put("compliance.rules.timing:whereabouts_of", _elsewhere),
    ),
    of_code(
        "no grace for answers",
        "who texts in the evening is answered in the morning",
        put("compliance.rules.timing:_grace_ends", left_out),
    ),
    of_code(
        "an hour of grace",
        "an answer may leave an hour after the text, at night too",
        Swap("compliance.rules.timing:_grace_ends", lambda ends: _an_hour_after),
    ),
    of_code(
        "no budget for answers",
        "the gate lets any number of answers to one text pass",
        without("compliance.gate:CHECKS", "reply.budget"),
    ),
    of_code(
        "reminds again",
        "a cart's one reminder is taken by nobody, so that there may be another",
        put("compliance.exit:_take_slot", left_out),
        without("compliance.gate:CHECKS", "cart.one_reminder"),
    ),
    of_code(
        "the gate forgets the slot",
        "the gate does not look whether a cart had its one reminder",
        without("compliance.gate:CHECKS", "cart.one_reminder"),
    ),
    of_code(
        "reminds who bought",
        "a purchase cancels no reminder, and the gate lets it pass",
        put("conversation.carts:_conversations_about", lambda books, cart: []),
        without("compliance.gate:CHECKS", "cart.one_reminder"),
    ),
    of_code(
        "follow-up after a newer text",
        "a text that the shopper writes later does not end a follow-up",
        Swap("conversation.fence:Held.cancel_due", _kept_unless(DueKind.FOLLOWUP)),
        Swap("compliance.purpose:_DERIVATIONS", lambda known: {**known, CauseKind.FOLLOWUP: _always_followup}),
    ),
    of_code(
        "follow-up after a purchase",
        "a purchase does not end a follow-up",
        Swap("conversation.fence:Held.cancel_due", _kept_unless(DueKind.FOLLOWUP)),
        without("compliance.gate:CHECKS", "followup.as_asked"),
    ),
    of_code(
        "no follow-up",
        "a text for later is promised and never planned",
        put("tools.followup:plan_followup", lambda *given: True),
    ),
    of_code(
        "no reminder",
        "a cart that is left is remembered and never reminded of",
        put("conversation.carts:_plan_reminder", left_out),
    ),
)

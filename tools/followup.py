"""The tool that plans the one follow-up that a shopper asked for: "text me tonight"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from langchain.tools import ToolRuntime, tool

from compliance.zones import zone_named, zones_of
from conversation.followups import plan_followup
from conversation.ledger import Books
from tools.context import TurnContext
from tools.local_time import local_time
from tools.terms import COMMITS, on_terms

SOONEST = timedelta(minutes=5)
Day: TypeAlias = Literal["today", "tomorrow", "in_2_days"]
DAYS: Mapping[str, int] = MappingProxyType({"today": 0, "tomorrow": 1, "in_2_days": 2})
_CLOCK = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")
LATEST = timedelta(hours=72)
"""After the shopper's text, which is its only ground. Source: the rulebook's followup.as_asked."""


@dataclass(frozen=True, slots=True)
class FollowupPlanned:
    """When the shopper is texted again, ready to read; or why that cannot be."""

    planned: bool
    at: str | None
    note: str


@tool(parse_docstring=True)
async def schedule_followup(day: Day, time: str, about: str, runtime: ToolRuntime[TurnContext]) -> FollowupPlanned:
    """Plan one text for later, only where the shopper asked to be texted later. Never as a reminder of your own.

    Args:
        day: the shopper's day.
        time: the shopper's local time, as HH:MM of 24 hours. "Tonight" is 19:00, "in the morning" 10:00.
        about: what they want to hear about, in a few words.
    """
    context, told = runtime.context, {"day": day, "time": time.strip()[:10], "about": about.strip()[:200]}
    at = _moment(DAYS[day], told["time"], context)
    now = context.clock.now()
    if at is None or not now + SOONEST <= at <= now + LATEST or not context.newest_id:
        context.record("schedule_followup", "not_possible", arguments=told)
        return FollowupPlanned(False, None, "Only a time still to come, as HH:MM, is possible.")
    is_planned = await context.ledger.write(lambda books: _plan(books, context, at))
    context.record("schedule_followup", "planned" if is_planned else "not_possible", arguments=told)
    if not is_planned:
        return FollowupPlanned(False, None, "It cannot be planned in this conversation now.")
    return FollowupPlanned(True, local_time(at, context.contact, context.merchant), "Confirm it in one short sentence.")


def _plan(books: Books, context: TurnContext, at: datetime) -> bool:
    seen = context.conversation
    return plan_followup(books, seen, context.newest_id, at, at + LATEST, context.clock.now())


def _moment(days: int, clock: str, context: TurnContext) -> datetime | None:
    """Return the moment in UTC; in the latest of the zones that may be the shopper's, so that it is never too early."""
    if not _CLOCK.fullmatch(clock):
        return None
    hour, minute = map(int, clock.split(":"))
    now, home = context.clock.now(), zone_named(context.merchant.timezone) or ZoneInfo("UTC")
    zones = zones_of(context.contact) or (home,)
    return max(_at(now.astimezone(zone) + timedelta(days=days), hour, minute) for zone in zones)


def _at(local: datetime, hour: int, minute: int) -> datetime:
    return local.replace(hour=hour, minute=minute, second=0, microsecond=0).astimezone(UTC)


on_terms(schedule_followup, COMMITS)

"""Agent, usage: what the AI's turns cost lately, by day and by model, and what they may."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayChangeSettings
from api.house import House, HouseDep
from api.pages.look import Look, look
from api.pages.moments import Moments, Stamp
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, moments_at, outcome_of
from api.pages.settings_tabs import AGENT_PARTS
from api.pages.shell import Shell, shell_of
from api.pages.usage_limits import UsageLimits, usage_limits
from conversation.acts import Doer
from conversation.errors import Invalid
from conversation.event import Event
from conversation.ids import MerchantId
from conversation.managing import Manager
from conversation.role import Permission
from conversation.spend_setting import limits_of, set_spend_limits
from conversation.spent import Spent, in_dollars
from conversation.spent_books import SpentReader
from conversation.user import User

router = APIRouter(prefix="/agent/usage", route_class=PageRoute, include_in_schema=False)

PATH = "/agent/usage"
DAYS = 30
NEWEST = 20
"""Turns that are shown one by one."""


@dataclass(frozen=True, slots=True)
class UsageRow:
    """What some turns cost together. `href` leads to the conversation of a single one."""

    name: str
    turns: int
    spent: Spent
    when: Stamp | None = None
    href: str = ""

    @property
    def money(self) -> str:
        return "unknown" if self.spent.micros is None else in_dollars(self.spent.micros)

    @property
    def cached(self) -> str:
        return f"{self.spent.cached_share:.0%}"

    @property
    def seconds(self) -> str:
        """The mean of a turn."""
        return f"{self.spent.milliseconds / self.turns / 1000:.1f} s" if self.turns else ""


@dataclass(frozen=True, slots=True)
class UsagePage:
    """`total` is everything of the last `days`."""

    frame: Frame
    total: UsageRow
    models: tuple[UsageRow, ...]
    by_day: tuple[UsageRow, ...]
    newest: tuple[UsageRow, ...]
    limits: UsageLimits
    days: int = DAYS


@router.get("")
async def show(house: HouseDep, user: MayChangeSettings, merchant: str = "") -> Response:
    """Show what the merchant's AI cost in the last days."""
    return await _show(house, user, merchant)


@router.post("")
async def limit(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    turn: Annotated[str, Form()] = "",
    conversation: Annotated[str, Form()] = "",
    day: Annotated[str, Form()] = "",
) -> Response:
    """Set what models may cost, in dollars; an empty field has no limit."""
    user.check(Permission.SETTINGS, merchant)

    def command(manager: Manager) -> Outcome:
        limits, doer = limits_of(turn, conversation, day), Doer(user.id, manager.address)
        set_spend_limits(manager.books, merchant, limits, doer, manager.now)
        return Outcome("Saved. It holds from the AI's next turn on.")

    outcome, status = await outcome_of(request, house, user, command, (Invalid,))
    return await _show(house, user, merchant, outcome, status)


async def _show(
    house: House, user: User, merchant: MerchantId, outcome: Outcome | None = None, status: int = 200
) -> Response:
    def build(seen: Look) -> tuple[Shell, UsagePage]:
        frame = frame_of(seen, Permission.SETTINGS, PATH, merchant, outcome or Outcome(), AGENT_PARTS)
        events = seen.books.spent_events(frame.merchant.id, seen.now - timedelta(days=DAYS))
        return shell_of(seen, "agent", PATH), _page(seen.books, frame, moments_at(seen, frame.merchant), events)

    shell, view = await look(house, user, build)
    return render("agent_usage.html", status, shell=shell, view=view)


def _page(reader: SpentReader, frame: Frame, moments: Moments, events: tuple[Event, ...]) -> UsagePage:
    newest = tuple(_turn(moments, event) for event in events[:NEWEST])
    return UsagePage(
        frame=frame,
        total=_row(f"Last {DAYS} days", events),
        models=_grouped(events, lambda event: event.details.get("models", "")),
        by_day=_grouped(events, lambda event: f"{event.at.astimezone(moments.zone):%a %d %b}"),
        newest=newest,
        limits=usage_limits(reader, frame.merchant, events, moments),
    )


def _turn(moments: Moments, event: Event) -> UsageRow:
    spent = Spent.of(event.details)
    return UsageRow(", ".join(spent.models), 1, spent, moments.at(event.at), f"/conversations/{event.conversation_id}")


def _grouped(events: Iterable[Event], name: Callable[[Event], str]) -> tuple[UsageRow, ...]:
    groups: dict[str, list[Event]] = {}
    for event in events:
        groups.setdefault(name(event), []).append(event)
    return tuple(_row(label, group) for label, group in groups.items())


def _row(name: str, events: Iterable[Event]) -> UsageRow:
    turns = [Spent.of(event.details) for event in events]
    return UsageRow(name, len(turns), sum(turns, Spent()))

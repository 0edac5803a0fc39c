"""Settings, Facts: what people vouched for about the shop and its wares, and what the AI may therefore say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayOverride
from api.house import House, HouseDep
from api.knowledge.office import KnowledgeOffice
from api.pages.days import end_of, last_day
from api.pages.look import Look, look
from api.pages.moments import Stamp
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, moments_at, outcome_of
from api.pages.shell import Shell, shell_of
from conversation.errors import Conflict, Invalid, Unknown
from conversation.ids import MerchantId
from conversation.managing import Manager
from conversation.merchant_fact import MerchantFact
from conversation.merchant_facts import LONGEST_FACT
from conversation.role import Permission
from conversation.user import User

router = APIRouter(prefix="/settings/facts", route_class=PageRoute, include_in_schema=False)

PATH = "/settings/facts"
MOST_OVER = 50


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact. `over` says how it ended; empty while it backs. `until` is a day where the merchant is."""

    id: str
    statement: str
    basis: str
    by: str
    conversation: str
    said: Stamp
    until: str
    expires: Stamp
    over: str


@dataclass(frozen=True, slots=True)
class FactsPage:
    """`over` are the newest that back nothing any more."""

    frame: Frame
    live: tuple[FactRow, ...]
    over: tuple[FactRow, ...]
    today: str
    longest: int = LONGEST_FACT


@router.get("")
async def show(house: HouseDep, user: MayOverride, merchant: str = "") -> Response:
    """Show the merchant's facts."""
    return await _show(house, user, merchant)


@router.post("")
async def add(
    request: Request,
    house: HouseDep,
    user: MayOverride,
    merchant: Annotated[str, Form()],
    statement: Annotated[str, Form()] = "",
    until: Annotated[date | None, Form()] = None,
) -> Response:
    """Keep a fact that you vouch for."""

    def added(manager: Manager) -> Outcome:
        if until is None:
            raise Invalid("until", "it names no day", "choose until when it holds")
        office = KnowledgeOffice.of(manager)
        fact = office.add_fact(merchant, statement, end_of(until, manager.books, merchant))
        return Outcome(f"From now on it backs what it says: “{fact.statement}”")

    return await _change(request, house, user, merchant, added)


@router.post("/{fact_id}")
async def change(
    fact_id: str,
    request: Request,
    house: HouseDep,
    user: MayOverride,
    merchant: Annotated[str, Form()],
    statement: Annotated[str, Form()] = "",
    until: Annotated[date | None, Form()] = None,
) -> Response:
    """Let the fact say something else, or back for longer."""

    def changed(manager: Manager) -> Outcome:
        if until is None:
            raise Invalid("until", "it names no day", "choose until when it holds")
        ends = end_of(until, manager.books, merchant)
        return Outcome(f"From now on it says: “{manager.change_fact(merchant, fact_id, statement, ends).statement}”")

    return await _change(request, house, user, merchant, changed)


@router.post("/{fact_id}/end")
async def end(
    fact_id: str, request: Request, house: HouseDep, user: MayOverride, merchant: Annotated[str, Form()]
) -> Response:
    """Let the fact back nothing any more."""

    def ended(manager: Manager) -> Outcome:
        return Outcome(f"It backs nothing any more: “{manager.end_fact(merchant, fact_id).statement}”")

    return await _change(request, house, user, merchant, ended)


async def _change(
    request: Request, house: House, user: User, merchant: MerchantId, change: Callable[[Manager], Outcome]
) -> Response:
    user.check(Permission.OVERRIDE, merchant)
    outcome, status = await outcome_of(request, house, user, change, (Invalid, Unknown, Conflict))
    return await _show(house, user, merchant, outcome, status)


async def _show(
    house: House, user: User, merchant: MerchantId, outcome: Outcome | None = None, status: int = 200
) -> Response:
    def build(seen: Look) -> tuple[Shell, FactsPage]:
        frame = frame_of(seen, Permission.OVERRIDE, PATH, merchant, outcome or Outcome())
        rows = [(fact, _row(seen, frame, fact)) for fact in reversed(seen.books.merchant_facts(frame.merchant.id))]
        live = tuple(row for fact, row in rows if fact.is_live(seen.now))
        over = tuple(row for fact, row in rows if not fact.is_live(seen.now) and fact.statement)[:MOST_OVER]
        today = f"{seen.now.astimezone(moments_at(seen, frame.merchant).zone):%Y-%m-%d}"
        return shell_of(seen, "settings", PATH), FactsPage(frame, live, over, today)

    shell, view = await look(house, user, build)
    return render("settings_facts.html", status, shell=shell, view=view)


def _row(seen: Look, frame: Frame, fact: MerchantFact) -> FactRow:
    moments = moments_at(seen, frame.merchant)
    ended = f"ended {moments.at(fact.retired_at).short}" if fact.retired_at else "expired"
    return FactRow(
        id=fact.id,
        statement=fact.statement,
        basis=fact.basis,
        by=seen.name_of(fact.said_by),
        conversation=fact.conversation_id,
        said=moments.at(fact.said_at),
        until=last_day(fact.expires_at, moments.zone),
        expires=moments.at(fact.expires_at),
        over="" if fact.is_live(seen.now) else ended,
    )

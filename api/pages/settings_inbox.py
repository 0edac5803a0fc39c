"""Settings, own inbox: who the accounts of the merchant's Chatwoot are here, and whether the bridge is on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayChangeSettings
from api.house import House, HouseDep
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, outcome_of
from api.pages.shell import Shell, shell_of
from conversation.bridge import Bridge
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.managing import Manager
from conversation.role import Permission
from conversation.user import User

router = APIRouter(prefix="/settings/inbox", route_class=PageRoute, include_in_schema=False)

PATH = "/settings/inbox"
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Seat:
    """An account of the inbox, and who it is here."""

    account: str
    name: str


@dataclass(frozen=True, slots=True)
class InboxPage:
    """`bridge` is None where no inbox is connected. `waiting` counts conversations that it was not told all of."""

    frame: Frame
    bridge: Bridge | None
    seats: tuple[Seat, ...]
    people: tuple[User, ...]
    waiting: int


@router.get("")
async def show(house: HouseDep, user: MayChangeSettings, merchant: str = "") -> Response:
    """Show the merchant's bridge."""
    return await _show(house, user, merchant)


@router.post("/people")
async def seat(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    account: Annotated[str, Form()],
    person: Annotated[str, Form()],
) -> Response:
    """Say who an account is here."""
    told = "From now on they can answer from there."
    return await _change(request, house, user, merchant, lambda bridge: bridge.seating(account.strip(), person), told)


@router.post("/people/{account}/remove")
async def unseat(
    account: str, request: Request, house: HouseDep, user: MayChangeSettings, merchant: Annotated[str, Form()]
) -> Response:
    """Let an account be nobody here."""
    told = "What the account writes reaches no shopper any more."
    return await _change(request, house, user, merchant, lambda bridge: bridge.unseating(account), told)


@router.post("/switch")
async def switch(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    on: Annotated[bool, Form()] = False,
) -> Response:
    """Pause the bridge, or let it go on."""
    told = "The bridge is on." if on else "The bridge is paused: it is told nothing, and nothing is taken in."
    return await _change(request, house, user, merchant, lambda bridge: replace(bridge, is_on=on), told)


async def _change(
    request: Request,
    house: House,
    user: User,
    merchant: MerchantId,
    change: Callable[[Bridge], Bridge],
    told: str,
) -> Response:
    user.check(Permission.SETTINGS, merchant)

    def command(manager: Manager) -> Outcome:
        bridge = manager.books.bridge(merchant)
        if bridge is None:
            raise Unknown("bridge", merchant)
        manager.save_bridge(change(bridge))
        return Outcome(told)

    outcome, status = await outcome_of(request, house, user, command, (Invalid, Unknown))
    return await _show(house, user, merchant, outcome, status)


async def _show(
    house: House, user: User, merchant: MerchantId, outcome: Outcome | None = None, status: int = 200
) -> Response:
    def build(seen: Look) -> tuple[Shell, InboxPage]:
        frame = frame_of(seen, Permission.SETTINGS, PATH, merchant, outcome or Outcome())
        merchant_id, books = frame.merchant.id, seen.books
        bridge = books.bridge(merchant_id)
        seats = sorted(bridge.people.items()) if bridge else []
        page = InboxPage(
            frame=frame,
            bridge=bridge,
            seats=tuple(Seat(account, seen.name_of(user_id) or user_id) for account, user_id in seats),
            people=tuple(one for one in books.users() if one.may_answer_for(merchant_id)),
            waiting=len(books.untold(merchant_id, seen.now, MOST_COUNTED)),
        )
        return shell_of(seen, "settings", PATH), page

    shell, view = await look(house, user, build)
    return render("settings_inbox.html", status, shell=shell, view=view)

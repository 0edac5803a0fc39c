"""Adding a merchant from the set-up page."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.auth import MayManageUsers
from api.house import House, HouseDep
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, outcome_of
from api.pages.settings_setup import PATH, Words
from api.pages.setup_details import SHOPS, ZONES
from api.pages.setup_steps import Step
from api.pages.shell import Shell, shell_of
from api.setup.answers import hours_of
from api.setup.beginning import Beginning, begin_merchant
from conversation.brand_setting import Brand
from conversation.errors import Conflict, Invalid
from conversation.managing import Manager
from conversation.role import Permission
from conversation.shop_choice import ShopChoice, ShopKind
from conversation.user import User

router = APIRouter(prefix="/merchants/new", route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form."""

    name: str = ""
    support: str = ""
    timezone: str = ZONES[0]
    hours: str = "Mon-Fri 09:00-17:00"
    kind: str = ShopKind.SHOPIFY.value
    domain: str = ""


@dataclass(frozen=True, slots=True)
class NewPage:
    frame: Frame
    typed: Typed
    zones: tuple[str, ...] = ZONES
    shops: tuple[tuple[ShopKind, str], ...] = SHOPS


@router.get("")
async def show(house: HouseDep, user: MayManageUsers) -> Response:
    """Ask for what a merchant cannot be without."""
    return await _show(house, user, Typed(), Outcome())


@router.post("")
async def begin(
    request: Request,
    house: HouseDep,
    user: MayManageUsers,
    name: Words = "",
    support: Words = "",
    timezone: Words = "",
    hours: Words = "",
    kind: Annotated[ShopKind, Form()] = ShopKind.SHOPIFY,
    domain: Words = "",
) -> Response:
    """Add the merchant, and go on with its set-up."""
    typed, made = Typed(name, support, timezone, hours, kind.value, domain), []

    def change(manager: Manager) -> Outcome:
        brand = Brand(name, support, timezone.strip(), hours_of(hours))
        told = Beginning(brand, ShopChoice(kind=kind.value), domain)
        made.append(begin_merchant(manager.books, told, user, manager.address, manager.now).id)
        return Outcome()

    outcome, status = await outcome_of(request, house, user, change, (Invalid, Conflict))
    if outcome.problem:
        return await _show(house, user, typed, outcome, status)
    return RedirectResponse(f"{PATH}?merchant={made[-1]}&step={Step.BUSINESS.value}", 303)


async def _show(house: House, user: User, typed: Typed, outcome: Outcome, status: int = 200) -> Response:
    def build(seen: Look) -> tuple[Shell, NewPage]:
        frame = frame_of(seen, Permission.USERS, PATH, "", outcome)
        return shell_of(seen, "settings", PATH), NewPage(frame, typed)

    shell, view = await look(house, user, build)
    return render("settings_setup_new.html", status, shell=shell, view=view)

"""Settings, P2P Cart Recovery: whether the merchant has it, and who is on its team."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayChangeSettings
from api.house import House, HouseDep
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, outcome_of
from api.pages.shell import Shell, shell_of
from conversation.acts import Doer
from conversation.errors import Invalid
from conversation.ids import MerchantId, UserId
from conversation.managing import Manager
from conversation.merchant import RecoveryAddOn
from conversation.recovery_addon import set_up_recovery
from conversation.role import Permission
from conversation.user import User

router = APIRouter(prefix="/settings/recovery", route_class=PageRoute, include_in_schema=False)

PATH = "/settings/recovery"


@dataclass(frozen=True, slots=True)
class Teammate:
    """Somebody who may text for the merchant, and whether they are on the team."""

    user_id: UserId
    name: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class RecoveryPage:
    frame: Frame
    addon: RecoveryAddOn
    people: tuple[Teammate, ...]


@router.get("")
async def show(house: HouseDep, user: MayChangeSettings, merchant: str = "") -> Response:
    """Show the merchant's add-on."""
    return await _show(house, user, merchant)


@router.post("")
async def change(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    on: Annotated[bool, Form()] = False,
    team: Annotated[list[str] | None, Form()] = None,
    wait_minutes: Annotated[int, Form()] = 10,
) -> Response:
    """Switch it on or off, and name the team."""
    user.check(Permission.SETTINGS, merchant)
    addon = RecoveryAddOn(on, tuple(team or ()), wait_minutes)

    def command(manager: Manager) -> Outcome:
        set_up_recovery(manager.books, merchant, addon, Doer(user.id, manager.address), manager.now)
        return Outcome(f"P2P Cart Recovery is {'on' if on else 'off'}.")

    outcome, status = await outcome_of(request, house, user, command, (Invalid,))
    return await _show(house, user, merchant, outcome, status)


async def _show(
    house: House, user: User, merchant: MerchantId, outcome: Outcome | None = None, status: int = 200
) -> Response:
    def build(seen: Look) -> tuple[Shell, RecoveryPage]:
        frame = frame_of(seen, Permission.SETTINGS, PATH, merchant, outcome or Outcome())
        addon = frame.merchant.settings.recovery
        people = sorted(seen.books.users(), key=lambda one: (one.name.casefold(), one.id))
        team = tuple(
            Teammate(one.id, one.name, one.id in addon.team) for one in people if one.may_answer_for(frame.merchant.id)
        )
        return shell_of(seen, "settings", PATH), RecoveryPage(frame, addon, team)

    shell, view = await look(house, user, build)
    return render("settings_recovery.html", status, shell=shell, view=view)

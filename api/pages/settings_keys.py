"""Settings, API keys: programs that act for a merchant's people."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayManageKeys
from api.house import House, HouseDep
from api.pages.look import Look, look
from api.pages.moments import Stamp
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, moments_at, outcome_of
from api.pages.shell import Shell, shell_of
from conversation.api_key import ApiKey, Scope
from conversation.api_keys import KeyOrder
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.managing import Manager
from conversation.role import Permission
from conversation.user import User

router = APIRouter(prefix="/settings/keys", route_class=PageRoute, include_in_schema=False)

PATH = "/settings/keys"
SCOPES = (
    (Scope.READ, "read conversations and verdicts"),
    (Scope.REPLY, "text shoppers as the person it acts for, who must have control"),
    (Scope.CONTROL, "take control and give it back"),
    (Scope.AUDIT, "read the audit log and the log of acts"),
    (Scope.ADMIN, "everything that the person may"),
)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key. `used` is None for one that never was."""

    id: str
    name: str
    acts_for: str
    scopes: str
    made: Stamp
    used: Stamp | None
    is_revoked: bool


@dataclass(frozen=True, slots=True)
class KeysPage:
    frame: Frame
    keys: tuple[KeyRow, ...]
    people: tuple[User, ...]
    scopes: tuple[tuple[Scope, str], ...] = SCOPES


@router.get("")
async def show(house: HouseDep, user: MayManageKeys, merchant: str = "") -> Response:
    """Show the merchant's keys."""
    return await _show(house, user, merchant)


@router.post("")
async def make(
    request: Request,
    house: HouseDep,
    user: MayManageKeys,
    merchant: Annotated[str, Form()],
    person: Annotated[str, Form()],
    name: Annotated[str, Form()] = "",
    scopes: Annotated[list[Scope] | None, Form()] = None,
    acts_for: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Make a key and show its secret this once."""
    order = KeyOrder(name, merchant, person, tuple(scopes or ()), tuple(acts_for or ()))

    def change(manager: Manager) -> Outcome:
        key, secret = manager.make_key(order)
        return Outcome(f"“{key.name}” is made. Its secret is shown this once:", secret)

    return await _change(request, house, user, merchant, change)


@router.post("/{key_id}/revoke")
async def revoke(
    key_id: str, request: Request, house: HouseDep, user: MayManageKeys, merchant: Annotated[str, Form()]
) -> Response:
    """Revoke a key at once."""

    def change(manager: Manager) -> Outcome:
        return Outcome(f"“{manager.revoke_key(merchant, key_id).name}” opens nothing any more.")

    return await _change(request, house, user, merchant, change)


async def _change(
    request: Request, house: House, user: User, merchant: MerchantId, change: Callable[[Manager], Outcome]
) -> Response:
    user.check(Permission.KEYS, merchant)
    outcome, status = await outcome_of(request, house, user, change, (Invalid, Unknown))
    return await _show(house, user, merchant, outcome, status)


async def _show(
    house: House, user: User, merchant: MerchantId, outcome: Outcome | None = None, status: int = 200
) -> Response:
    def build(seen: Look) -> tuple[Shell, KeysPage]:
        frame = frame_of(seen, Permission.KEYS, PATH, merchant, outcome or Outcome())
        people = [one for one in seen.books.users() if one.may_see(frame.merchant.id)]
        keys = tuple(_row(seen, frame, key) for key in reversed(seen.books.api_keys(frame.merchant.id)))
        return shell_of(seen, "settings", PATH), KeysPage(frame, keys, tuple(people))

    shell, view = await look(house, user, build)
    return render("settings_keys.html", status, shell=shell, view=view)


def _row(seen: Look, frame: Frame, key: ApiKey) -> KeyRow:
    moments = moments_at(seen, frame.merchant)
    return KeyRow(
        id=key.id,
        name=key.name,
        acts_for=", ".join(dict.fromkeys(seen.name_of(one) for one in (key.user_id, *key.acts_for))),
        scopes=", ".join(scope.value for scope in key.scopes),
        made=moments.at(key.made_at),
        used=moments.ago(key.used_at) if key.used_at else None,
        is_revoked=key.revoked_at is not None,
    )

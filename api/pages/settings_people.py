"""Settings, People: who works for a merchant, and as what."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from pydantic import ValidationError

from api.auth import MayManageUsers
from api.house import House, HouseDep
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, outcome_of
from api.pages.settings_tabs import merchants_with
from api.pages.shell import Shell, shell_of
from api.password_address import link_address
from api.rest.agents import ProfileIn, keep_profile
from conversation.agent_seat import AgentProfile
from conversation.errors import Conflict, Invalid, NotAllowed
from conversation.ids import MerchantId, UserId
from conversation.ledger import Books
from conversation.managing import Manager
from conversation.role import Permission, Role
from conversation.user import User

router = APIRouter(prefix="/settings/people", route_class=PageRoute, include_in_schema=False)

PATH = "/settings/people"
ROLES = (
    (Role.AGENT, "answers shoppers"),
    (Role.LEAD, "also takes legal threats, reassigns, and may send what the gate refused where a rule lets a person"),
    (Role.ADMIN, "also manages people, keys and settings"),
    (Role.AUDITOR, "reads everything and changes nothing"),
)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person. `is_managed` says that their password may be set from here: nobody else has a say over them."""

    id: UserId
    name: str
    email: str
    role: Role
    is_you: bool
    has_password: bool
    is_managed: bool
    profile: AgentProfile


@dataclass(frozen=True, slots=True)
class PeoplePage:
    frame: Frame
    people: tuple[PersonRow, ...]
    roles: tuple[tuple[Role, str], ...] = ROLES


@router.get("")
async def show(house: HouseDep, user: MayManageUsers, merchant: str = "") -> Response:
    """Show the merchant's people."""
    return await _show(house, user, merchant)


@router.post("")
async def add(
    request: Request,
    house: HouseDep,
    user: MayManageUsers,
    merchant: Annotated[str, Form()],
    role: Annotated[Role, Form()],
    name: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
) -> Response:
    """Add a person and show the link by which they choose a password; who has one already only gets the role."""

    def change(manager: Manager) -> Outcome:
        added = manager.add(name, email, merchant, role)
        if manager.books.password(added.id) is not None:
            return Outcome(f"{added.name} has an account already and is {role.value} here now.")
        return _with_link(house, manager, added, f"{added.name} is added. They choose a password here:")

    return await _change(request, house, user, merchant, change)


@router.post("/{user_id}/role")
async def give_role(
    user_id: UserId,
    request: Request,
    house: HouseDep,
    user: MayManageUsers,
    merchant: Annotated[str, Form()],
    role: Annotated[Role, Form()],
) -> Response:
    """Make the person something else for this merchant."""

    def change(manager: Manager) -> Outcome:
        changed = manager.give_role(_colleague(manager.books, user_id, merchant), merchant, role)
        return Outcome(f"{changed.name} is {role.value} now.")

    return await _change(request, house, user, merchant, change)


@router.post("/{user_id}/work")
async def set_work(
    user_id: UserId,
    request: Request,
    house: HouseDep,
    user: MayManageUsers,
    merchant: Annotated[str, Form()],
    skills: Annotated[str, Form()] = "",
    languages: Annotated[str, Form()] = "",
    capacity: Annotated[int, Form()] = 5,
) -> Response:
    """Say what the person can do and how many cases they are given at once, for all their merchants."""

    def change(manager: Manager) -> Outcome:
        profile = _profile(skills, languages, capacity)
        person = keep_profile(manager.books, user, _colleague(manager.books, user_id, merchant), profile)
        return Outcome(f"{person.name} is given up to {capacity} cases at once.")

    return await _change(request, house, user, merchant, change)


@router.post("/{user_id}/link")
async def make_link(
    user_id: UserId, request: Request, house: HouseDep, user: MayManageUsers, merchant: Annotated[str, Form()]
) -> Response:
    """Show a link by which the person sets a new password."""

    def change(manager: Manager) -> Outcome:
        person = manager.books.user(_colleague(manager.books, user_id, merchant))
        return _with_link(house, manager, person, f"{person.name if person else ''} sets a new password here:")

    return await _change(request, house, user, merchant, change)


@router.post("/{user_id}/remove")
async def remove(
    user_id: UserId, request: Request, house: HouseDep, user: MayManageUsers, merchant: Annotated[str, Form()]
) -> Response:
    """Let the person no longer work for this merchant: what they hold asks for somebody else."""

    def change(manager: Manager) -> Outcome:
        gone = manager.take_role(_colleague(manager.books, user_id, merchant), merchant)
        return Outcome(f"{gone.name} no longer works here. What they held waits for somebody else.")

    return await _change(request, house, user, merchant, change)


async def _change(
    request: Request, house: House, user: User, merchant: MerchantId, change: Callable[[Manager], Outcome]
) -> Response:
    user.check(Permission.USERS, merchant)
    outcome, status = await outcome_of(request, house, user, change, (Conflict, Invalid, NotAllowed))
    return await _show(house, user, merchant, outcome, status)


def _with_link(house: House, manager: Manager, person: User | None, told: str) -> Outcome:
    token = manager.make_link(person.id if person else "")
    return Outcome(told, link_address(house.settings.public_url, token))


def _profile(skills: str, languages: str, capacity: int) -> ProfileIn:
    try:
        return ProfileIn(skills=_words(skills), languages=_words(languages), capacity=capacity)
    except ValidationError as error:
        problem = error.errors()[0]
        raise Invalid(str(problem["loc"][0]), problem["msg"].lower(), "say 0 to 100 cases, and short words") from error


def _words(typed: str) -> list[str]:
    return [word for word in (part.strip() for part in typed.split(",")) if word]


def _colleague(books: Books, user_id: UserId, merchant: MerchantId) -> UserId:
    """Return the id of a person of this merchant; of nobody else does the page know."""
    person = books.user(user_id)
    return user_id if person is not None and merchant in person.roles else ""


async def _show(
    house: House, user: User, merchant: MerchantId, outcome: Outcome | None = None, status: int = 200
) -> Response:
    def build(seen: Look) -> tuple[Shell, PeoplePage]:
        frame = frame_of(seen, Permission.USERS, PATH, merchant, outcome or Outcome())
        return shell_of(seen, "settings", PATH), PeoplePage(frame, tuple(_rows(seen, frame.merchant.id)))

    shell, view = await look(house, user, build)
    return render("settings_people.html", status, shell=shell, view=view)


def _rows(seen: Look, merchant_id: MerchantId) -> list[PersonRow]:
    people = [one for one in seen.books.users() if one.removed_at is None and merchant_id in one.roles]
    return [
        PersonRow(
            id=one.id,
            name=one.name,
            email=one.email or "",
            role=one.roles[merchant_id],
            is_you=one.id == seen.user.id,
            has_password=seen.books.password(one.id) is not None,
            is_managed=one.email is not None and _manages(seen.user, one),
            profile=seen.books.agent_profile(one.id) or AgentProfile(one.id),
        )
        for one in sorted(people, key=lambda one: (one.name.casefold(), one.id))
    ]


def _manages(user: User, person: User) -> bool:
    return set(person.merchants) <= set(merchants_with(user, Permission.USERS))

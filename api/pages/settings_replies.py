"""Settings, Canned replies: words that a merchant's people may send or change."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayChangeSettings
from api.canned_office import LONGEST_NAME, CannedOffice
from api.house import House, HouseDep
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, outcome_of
from api.pages.shell import Shell, shell_of
from conversation.canned_reply import CannedReply
from conversation.errors import Invalid
from conversation.ids import MerchantId
from conversation.managing import Manager
from conversation.role import Permission
from conversation.user import User
from prompts.canned import LONGEST, VARIABLES

router = APIRouter(prefix="/settings/replies", route_class=PageRoute, include_in_schema=False)

PATH = "/settings/replies"


@dataclass(frozen=True, slots=True)
class RepliesPage:
    """`name` and `body` are what was typed where it could not be kept."""

    frame: Frame
    replies: tuple[CannedReply, ...]
    name: str = ""
    body: str = ""
    variables: tuple[tuple[str, str], ...] = tuple(VARIABLES.items())
    longest: int = LONGEST
    longest_name: int = LONGEST_NAME


@router.get("")
async def show(house: HouseDep, user: MayChangeSettings, merchant: str = "") -> Response:
    """Show the merchant's canned replies."""
    return await _show(house, user, merchant)


@router.post("")
async def save(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    name: Annotated[str, Form()] = "",
    body: Annotated[str, Form()] = "",
    reply: Annotated[str, Form()] = "",
) -> Response:
    """Keep a reply, or change the one that is named."""

    def change(office: CannedOffice) -> Outcome:
        return Outcome(f"“{office.save(merchant, name, body, reply).name}” is kept.")

    typed = ("", "") if reply else (name, body)
    return await _change(request, house, user, merchant, change, typed)


@router.post("/{reply_id}/remove")
async def remove(
    reply_id: str, request: Request, house: HouseDep, user: MayChangeSettings, merchant: Annotated[str, Form()]
) -> Response:
    """Offer a reply no longer."""

    def change(office: CannedOffice) -> Outcome:
        return Outcome(f"“{office.remove(merchant, reply_id).name}” is removed.")

    return await _change(request, house, user, merchant, change)


async def _change(
    request: Request,
    house: House,
    user: User,
    merchant: MerchantId,
    change: Callable[[CannedOffice], Outcome],
    typed: tuple[str, str] = ("", ""),
) -> Response:
    user.check(Permission.SETTINGS, merchant)

    def managed(manager: Manager) -> Outcome:
        return change(CannedOffice(manager.books, user, manager.now, manager.address))

    outcome, status = await outcome_of(request, house, user, managed, (Invalid,))
    return await _show(house, user, merchant, outcome, status, typed if outcome.problem else ("", ""))


async def _show(
    house: House,
    user: User,
    merchant: MerchantId,
    outcome: Outcome | None = None,
    status: int = 200,
    typed: tuple[str, str] = ("", ""),
) -> Response:
    def build(seen: Look) -> tuple[Shell, RepliesPage]:
        frame = frame_of(seen, Permission.SETTINGS, PATH, merchant, outcome or Outcome())
        kept = [reply for reply in seen.books.canned_replies(frame.merchant.id) if reply.removed_at is None]
        replies = tuple(sorted(kept, key=lambda one: one.name.casefold()))
        return shell_of(seen, "settings", PATH), RepliesPage(frame, replies, *typed)

    shell, view = await look(house, user, build)
    return render("settings_replies.html", status, shell=shell, view=view)

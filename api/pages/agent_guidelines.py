"""Agent, Guidelines: how the AI is to behave for the merchant, in every prompt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayChangeSettings
from api.house import House, HouseDep
from api.knowledge.office import KnowledgeOffice
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, outcome_of
from api.pages.settings_tabs import AGENT_PARTS
from api.pages.shell import Shell, shell_of
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.knowledge import Guideline, GuidelineScope
from conversation.knowledge_keeping import LONGEST_GUIDELINE, PRIORITIES, GuidelineOrder
from conversation.managing import Manager
from conversation.role import Permission
from conversation.shelf import by_priority
from conversation.user import User

router = APIRouter(prefix="/agent/guidelines", route_class=PageRoute, include_in_schema=False)

PATH = "/agent/guidelines"
SCOPES = (
    (GuidelineScope.EVERY_TEXT, "Every text"),
    (GuidelineScope.ANSWERS, "Answers"),
    (GuidelineScope.REMINDERS, "Reminders"),
)


@dataclass(frozen=True, slots=True)
class GuidelinesPage:
    """`text` is what was typed where it could not be kept."""

    frame: Frame
    guidelines: tuple[Guideline, ...]
    text: str = ""
    scopes: tuple[tuple[GuidelineScope, str], ...] = SCOPES
    priorities: tuple[int, ...] = tuple(reversed(PRIORITIES))
    longest: int = LONGEST_GUIDELINE


@router.get("")
async def show(house: HouseDep, user: MayChangeSettings, merchant: str = "") -> Response:
    """Show the merchant's guidelines."""
    return await _show(house, user, merchant)


@router.post("")
async def save(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    text: Annotated[str, Form()] = "",
    scope: Annotated[GuidelineScope, Form()] = GuidelineScope.EVERY_TEXT,
    priority: Annotated[int, Form()] = 5,
    guideline: Annotated[str, Form()] = "",
) -> Response:
    """Keep a guideline, or change the one that is named."""

    def change(office: KnowledgeOffice) -> Outcome:
        kept = office.save_guideline(merchant, GuidelineOrder(text, scope, priority), guideline)
        return Outcome(f"The AI keeps to it from its next turn on: “{kept.text}”")

    return await _change(request, house, user, merchant, change, "" if guideline else text)


@router.post("/{guideline_id}/remove")
async def remove(
    guideline_id: str, request: Request, house: HouseDep, user: MayChangeSettings, merchant: Annotated[str, Form()]
) -> Response:
    """Follow it no longer."""

    def change(office: KnowledgeOffice) -> Outcome:
        return Outcome(f"It is removed: “{office.remove_guideline(merchant, guideline_id).text}”")

    return await _change(request, house, user, merchant, change)


async def _change(
    request: Request,
    house: House,
    user: User,
    merchant: MerchantId,
    change: Callable[[KnowledgeOffice], Outcome],
    text: str = "",
) -> Response:
    user.check(Permission.SETTINGS, merchant)

    def managed(manager: Manager) -> Outcome:
        return change(KnowledgeOffice.of(manager))

    outcome, status = await outcome_of(request, house, user, managed, (Invalid, Unknown))
    return await _show(house, user, merchant, outcome, status, text if outcome.problem else "")


async def _show(
    house: House,
    user: User,
    merchant: MerchantId,
    outcome: Outcome | None = None,
    status: int = 200,
    text: str = "",
) -> Response:
    def build(seen: Look) -> tuple[Shell, GuidelinesPage]:
        frame = frame_of(seen, Permission.SETTINGS, PATH, merchant, outcome or Outcome(), AGENT_PARTS)
        kept = [one for one in seen.books.guidelines(frame.merchant.id) if one.removed_at is None]
        return shell_of(seen, "agent", PATH), GuidelinesPage(frame, by_priority(kept), text)

    shell, view = await look(house, user, build)
    return render("agent_guidelines.html", status, shell=shell, view=view)

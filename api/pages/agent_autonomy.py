"""Agent, autonomy: what the AI may do by itself, in which flow and at which hour."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayChangeSettings
from api.first_text import FirstText, first_text_of
from api.house import House, HouseDep
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, moments_at, outcome_of
from api.pages.settings_tabs import AGENT_PARTS
from api.pages.shell import Shell, shell_of
from conversation.acts import Doer
from conversation.autonomy import Autonomy, AutonomyPolicy, AutonomyWindow, Flow
from conversation.autonomy_setting import set_autonomy
from conversation.errors import Invalid, Stale, Unknown
from conversation.ids import MerchantId
from conversation.managing import Manager
from conversation.role import Permission
from conversation.user import User

router = APIRouter(prefix="/agent/autonomy", route_class=PageRoute, include_in_schema=False)

PATH = "/agent/autonomy"
MODES = (
    (Autonomy.OFF, "Off", "The AI is silent; who texts waits for a person."),
    (Autonomy.SUGGEST, "Suggest", "The AI drafts, and a person sends. Sent as it is, a draft is A2P."),
    (Autonomy.AUTO, "Auto", "The AI texts by itself, within the rules."),
)
FLOWS = ((Flow.REPLY, "replies"), (Flow.REMINDER, "cart reminders"))
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class WindowLine:
    """One window in words. `mark` tells it from others, so that no other one is removed by mistake."""

    words: str
    mark: str


@dataclass(frozen=True, slots=True)
class AutonomyPage:
    """`now` says what holds at this moment, and `limit` what the operator allows at most, where that is less."""

    frame: Frame
    policy: AutonomyPolicy
    windows: tuple[WindowLine, ...]
    now: str
    limit: str
    first_text: FirstText
    modes: tuple[tuple[Autonomy, str, str], ...] = MODES
    flows: tuple[tuple[Flow, str], ...] = FLOWS
    days: tuple[str, ...] = DAYS


@router.get("")
async def show(house: HouseDep, user: MayChangeSettings, merchant: str = "") -> Response:
    """Show what the merchant's AI may do."""
    return await _show(house, user, merchant)


@router.post("")
async def change(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    default: Annotated[Autonomy, Form()],
    suggestion_hours: Annotated[int, Form()] = 4,
) -> Response:
    """Set what holds outside of all windows."""

    def changed(policy: AutonomyPolicy) -> AutonomyPolicy:
        return replace(policy, default=default, suggestion_hours=suggestion_hours)

    return await _change(request, house, user, merchant, changed)


@router.post("/windows")
async def add_window(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    mode: Annotated[Autonomy, Form()],
    begins: Annotated[str, Form()],
    ends: Annotated[str, Form()],
    days: Annotated[list[int] | None, Form()] = None,
    flows: Annotated[list[Flow] | None, Form()] = None,
) -> Response:
    """Add hours with a mode of their own; they go before the others."""
    named = () if flows is None or len(flows) == len(Flow) else tuple(flows)
    window = AutonomyWindow(mode, begins, ends, tuple(days or ()), named)
    return await _change(
        request, house, user, merchant, lambda policy: replace(policy, windows=(window, *policy.windows))
    )


@router.post("/windows/remove")
async def remove_window(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    window: Annotated[str, Form()],
) -> Response:
    """Take hours away again; 409 where somebody else changed them meanwhile."""

    def without(policy: AutonomyPolicy) -> AutonomyPolicy:
        place = next((at for at, one in enumerate(policy.windows) if _mark(at, one) == window), None)
        if place is None:
            raise Stale("somebody changed these hours meanwhile; look again")
        return replace(policy, windows=(*policy.windows[:place], *policy.windows[place + 1 :]))

    return await _change(request, house, user, merchant, without)


async def _change(
    request: Request,
    house: House,
    user: User,
    merchant_id: MerchantId,
    change: Callable[[AutonomyPolicy], AutonomyPolicy],
) -> Response:
    user.check(Permission.SETTINGS, merchant_id)

    def command(manager: Manager) -> Outcome:
        merchant = manager.books.merchant(merchant_id)
        if merchant is None:
            raise Unknown("merchant", merchant_id)
        policy = change(merchant.settings.autonomy)
        set_autonomy(manager.books, merchant_id, policy, Doer(user.id, manager.address), manager.now)
        return Outcome("Saved. It holds from the AI's next text on.")

    outcome, status = await outcome_of(request, house, user, command, (Invalid, Stale))
    return await _show(house, user, merchant_id, outcome, status)


async def _show(
    house: House, user: User, merchant: MerchantId, outcome: Outcome | None = None, status: int = 200
) -> Response:
    def build(seen: Look) -> tuple[Shell, AutonomyPage]:
        frame = frame_of(seen, Permission.SETTINGS, PATH, merchant, outcome or Outcome(), AGENT_PARTS)
        policy = frame.merchant.settings.autonomy
        lines = tuple(WindowLine(_words(one), _mark(at, one)) for at, one in enumerate(policy.windows))
        first = first_text_of(seen.books, frame.merchant, seen.now)
        page = AutonomyPage(frame, policy, lines, _now(seen, frame, policy), _limit(policy), first)
        return shell_of(seen, "agent", PATH), page

    shell, view = await look(house, user, build)
    return render("agent_autonomy.html", status, shell=shell, view=view)


def _now(seen: Look, frame: Frame, policy: AutonomyPolicy) -> str:
    local, moments = seen.now.astimezone(ZoneInfo(frame.merchant.timezone)), moments_at(seen, frame.merchant)
    held = ", ".join(f"{words} {policy.mode(flow, local).value}" for flow, words in FLOWS)
    return f"Now, {moments.local_now} in {moments.city}: {held}."


def _limit(policy: AutonomyPolicy) -> str:
    is_less = policy.ceiling is not Autonomy.AUTO
    return f"The operator allows {policy.ceiling.value} at most, whatever is chosen here." if is_less else ""


def _words(window: AutonomyWindow) -> str:
    days = "every day" if len(window.days) == len(DAYS) else ", ".join(DAYS[day] for day in sorted(window.days))
    next_day = " the next day" if window.ends <= window.begins else ""
    about = " and ".join(words for flow, words in FLOWS if flow in window.flows) or "everything"
    return f"{window.mode.value.capitalize()} for {about}, {days} {window.begins} to {window.ends}{next_day}"


def _mark(at: int, window: AutonomyWindow) -> str:
    return f"{at} {_words(window)}"

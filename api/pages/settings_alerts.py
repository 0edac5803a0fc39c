"""Settings, Alerts: where a merchant's alerts go besides its people, and what became of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request, Response

from api.address import address_mark
from api.alerts.office import HOOK_WAYS, LONGEST_NAME, HookOffice, live_hook
from api.alerts.topics import TopicGroup, topic_groups
from api.alerts.trying import try_hook
from api.auth import MayChangeSettings
from api.house import House, HouseDep
from api.pages.alert_rows import AlertRow, alert_rows
from api.pages.look import Look, look
from api.pages.moments import Stamp
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, moments_at, outcome_of
from api.pages.shell import Shell, shell_of
from conversation.alert import TOPICS, AlertWay
from conversation.alert_hook import OVERLAP, AlertHook
from conversation.errors import Invalid
from conversation.ids import MerchantId
from conversation.managing import Manager
from conversation.role import Permission
from conversation.user import User

router = APIRouter(prefix="/settings/alerts", route_class=PageRoute, include_in_schema=False)

PATH = "/settings/alerts"
WAYS = {AlertWay.SLACK: "Slack", AlertWay.TEAMS: "Teams", AlertWay.WEBHOOK: "Webhook, signed"}


@dataclass(frozen=True, slots=True)
class HookRow:
    """One hook. Of its address only host and end are shown, for the rest is a secret. Two secrets sign `until` then."""

    id: str
    name: str
    way: str
    address: str
    topics: tuple[str, ...]
    is_signed: bool
    until: Stamp | None


@dataclass(frozen=True, slots=True)
class AlertsPage:
    frame: Frame
    hooks: tuple[HookRow, ...]
    rows: tuple[AlertRow, ...]
    has_mail: bool
    has_push: bool
    every: int = len(TOPICS)
    ways: tuple[tuple[AlertWay, str], ...] = tuple((way, WAYS[way]) for way in HOOK_WAYS)
    groups: tuple[TopicGroup, ...] = topic_groups()
    longest_name: int = LONGEST_NAME


@router.get("")
async def show(house: HouseDep, user: MayChangeSettings, merchant: str = "") -> Response:
    """Show the merchant's hooks and its newest alerts."""
    return await _show(house, user, merchant)


@router.post("")
async def add(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    way: Annotated[AlertWay, Form()],
    name: Annotated[str, Form()] = "",
    url: Annotated[str, Form()] = "",
) -> Response:
    """Make a hook that hears of everything; of one that is signed, show the secret."""

    def change(office: HookOffice) -> Outcome:
        hook = office.add(merchant, way, name, url, TOPICS)
        if way is not AlertWay.WEBHOOK:
            return Outcome(f"“{hook.name}” is made.")
        return Outcome(f"“{hook.name}” is made. Verify its posts with this secret:", _secret(house, hook))

    return await _change(request, house, user, merchant, change)


@router.post("/{hook_id}/topics")
async def choose(
    hook_id: str,
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    topics: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Let the hook hear of these topics only."""

    def change(office: HookOffice) -> Outcome:
        hook = office.choose(merchant, hook_id, topics or ())
        return Outcome(f"“{hook.name}” hears of {len(hook.topics)} of {len(TOPICS)} topics.")

    return await _change(request, house, user, merchant, change)


@router.post("/{hook_id}/rotate")
async def rotate(
    hook_id: str, request: Request, house: HouseDep, user: MayChangeSettings, merchant: Annotated[str, Form()]
) -> Response:
    """Give a signed hook another secret, and show it."""

    def change(office: HookOffice) -> Outcome:
        hook = office.rotate(merchant, hook_id)
        hours = int(OVERLAP.total_seconds() // 3600)
        return Outcome(f"“{hook.name}” has a new secret. For {hours} hours both sign:", _secret(house, hook))

    return await _change(request, house, user, merchant, change)


@router.post("/{hook_id}/remove")
async def remove(
    hook_id: str, request: Request, house: HouseDep, user: MayChangeSettings, merchant: Annotated[str, Form()]
) -> Response:
    """Send nothing there any more."""

    def change(office: HookOffice) -> Outcome:
        return Outcome(f"“{office.remove(merchant, hook_id).name}” gets nothing any more.")

    return await _change(request, house, user, merchant, change)


@router.post("/{hook_id}/try")
async def try_out(hook_id: str, house: HouseDep, user: MayChangeSettings, merchant: Annotated[str, Form()]) -> Response:
    """Send a test, and say what came of it."""
    user.check(Permission.SETTINGS, merchant)
    hook = live_hook(await house.ledger.read(lambda books: books.alert_hook(merchant, hook_id)), hook_id)
    trial = await try_hook(house.alerting.sender, hook)
    said = (
        Outcome(told=f"“{hook.name}”: {trial.words}")
        if trial.arrived
        else Outcome(problem=f"{hook.name}: {trial.words}")
    )
    return await _show(house, user, merchant, said)


async def _change(
    request: Request, house: House, user: User, merchant: MerchantId, change: Callable[[HookOffice], Outcome]
) -> Response:
    user.check(Permission.SETTINGS, merchant)
    address, may_be_private = address_mark(request, house.settings), house.alerting.may_be_private

    def managed(manager: Manager) -> Outcome:
        return change(HookOffice(manager.books, user, manager.now, may_be_private, address))

    outcome, status = await outcome_of(request, house, user, managed, (Invalid,))
    return await _show(house, user, merchant, outcome, status)


async def _show(
    house: House, user: User, merchant: MerchantId, outcome: Outcome | None = None, status: int = 200
) -> Response:
    def build(seen: Look) -> tuple[Shell, AlertsPage]:
        frame = frame_of(seen, Permission.SETTINGS, PATH, merchant, outcome or Outcome())
        hooks = [hook for hook in seen.books.alert_hooks(frame.merchant.id) if hook.removed_at is None]
        return shell_of(seen, "settings", PATH), AlertsPage(
            frame,
            tuple(_row(seen, frame, hook) for hook in hooks),
            alert_rows(seen, frame.merchant),
            house.alerting.has_mail,
            bool(house.alerting.push_key),
        )

    shell, view = await look(house, user, build)
    return render("settings_alerts.html", status, shell=shell, view=view)


def _row(seen: Look, frame: Frame, hook: AlertHook) -> HookRow:
    overlaps = hook.rotated_at if len(hook.generations(seen.now)) > 1 else None
    return HookRow(
        id=hook.id,
        name=hook.name,
        way=WAYS[hook.way],
        address=f"{urlsplit(hook.url).hostname}/…{hook.url[-4:]}",
        topics=hook.topics,
        is_signed=hook.way is AlertWay.WEBHOOK,
        until=moments_at(seen, frame.merchant).at(overlaps + OVERLAP) if overlaps else None,
    )


def _secret(house: House, hook: AlertHook) -> str:
    return house.alerting.secret.shown(hook.id, hook.generation)

"""Settings, log of acts: who did what to the house itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.auth import MayAudit
from api.house import HouseDep
from api.pages.look import Look, look
from api.pages.moments import Stamp
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, moments_at
from api.pages.settings_tabs import PARTS, first_of
from api.pages.shell import Shell, shell_of
from conversation.act import OPERATOR, Act, ActKind
from conversation.role import Permission

router = APIRouter(prefix="/settings", route_class=PageRoute, include_in_schema=False)

PATH = "/settings/acts"
NEWEST = 200

WORDS: Mapping[ActKind, str] = MappingProxyType(
    {
        ActKind.LOGGED_IN: "logged in",
        ActKind.LOGIN_FAILED: "logins failed again and again",
        ActKind.LOGGED_OUT: "logged out",
        ActKind.LOGGED_OUT_EVERYWHERE: "logged out everywhere",
        ActKind.PASSWORD_CHANGED: "changed a password",
        ActKind.PASSWORD_LINK_MADE: "made a link that sets a password",
        ActKind.USER_ADDED: "added a person",
        ActKind.EMAIL_CHANGED: "changed an e-mail address",
        ActKind.USER_REMOVED: "removed a person",
        ActKind.ROLE_CHANGED: "changed a role",
        ActKind.KEY_MADE: "made an API key",
        ActKind.KEY_REVOKED: "revoked an API key",
        ActKind.EXPORTED: "exported data",
        ActKind.RECOVERY_SWITCHED: "switched P2P Cart Recovery",
        ActKind.RECOVERY_TEAM_CHANGED: "changed the team of P2P Cart Recovery",
        ActKind.SETTINGS_CHANGED: "changed settings",
        ActKind.FLOW_CHANGED: "changed a flow",
        ActKind.CAMPAIGN_CHANGED: "changed a campaign",
        ActKind.CAMPAIGN_DRAFTED: "had the AI draft a campaign's words",
        ActKind.SEGMENT_CHANGED: "changed a segment",
    }
)


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act in words. `target` is empty where it is the actor."""

    when: Stamp
    who: str
    what: str
    target: str
    details: str
    address: str


@dataclass(frozen=True, slots=True)
class ActsPage:
    frame: Frame
    acts: tuple[ActRow, ...]
    newest: int = NEWEST


@router.get("")
async def settings(user: MayAudit) -> Response:
    """Go to the first part of Settings that the person may use."""
    return RedirectResponse(first_of(PARTS, user), 303)


@router.get("/acts")
async def acts(house: HouseDep, user: MayAudit, merchant: str = "") -> Response:
    """Show the newest acts that concern the merchant."""

    def build(seen: Look) -> tuple[Shell, ActsPage]:
        frame = frame_of(seen, Permission.AUDIT, PATH, merchant, Outcome())
        rows = tuple(_row(seen, frame, act) for act in seen.books.acts(frame.merchant.id, NEWEST))
        return shell_of(seen, "settings", PATH), ActsPage(frame, rows)

    shell, view = await look(house, user, build)
    return render("settings_acts.html", shell=shell, view=view)


def _row(seen: Look, frame: Frame, act: Act) -> ActRow:
    return ActRow(
        when=moments_at(seen, frame.merchant).at(act.at),
        who="somebody" if not act.actor else "the operator" if act.actor == OPERATOR else seen.name_of(act.actor),
        what=WORDS[act.kind],
        target=_target(seen, act),
        details=", ".join(f"{name} {value}" for name, value in act.details.items()),
        address=act.address[:6],
    )


def _target(seen: Look, act: Act) -> str:
    """Name the person it is about; what has a name among the details needs no id."""
    return "" if act.target in ("", act.actor, act.merchant_id) or "name" in act.details else seen.name_of(act.target)

"""One campaign: how far it is, what is to be done with it, and the editor while it can be changed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.auth import MayChangeSettings, MayRead
from api.campaign_office import CampaignAct, Trial, Wanted, campaign_in, try_out
from api.house import House, HouseDep
from api.merchant_for import check_for
from api.pages.campaign_editor import Editor, Typed, TypedDep, drafted_words, editor_of, typed_of
from api.pages.campaign_pictures import Pictured, pictured
from api.pages.campaigns import Line, line_of
from api.pages.look import Look, look
from api.pages.moments import Moments, moments_for
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_tabs import merchants_with
from api.pages.shell import Shell, shell_of
from api.problems import problem_of, status_of
from api.rest.campaigns import doer_of, office_of
from conversation.campaign import CHANGEABLE, ENDED, RUNNING, Campaign, CampaignRecipient, Delivery, RecipientState
from conversation.errors import Conflict, Invalid, Misconfigured
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.role import Permission
from conversation.user import User
from tools.errors import ShopError

router = APIRouter(prefix="/campaigns", route_class=PageRoute, include_in_schema=False)

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient with their conversation, where they have one."""

    name: str
    state: str
    rule: str
    why: str
    href: str


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """One campaign. `may` says whether the person may change it; `trial` is there while it can be changed."""

    line: Line
    delivery: Delivery
    moments: Moments
    recipients: tuple[Recipient, ...]
    editor: Editor
    may: bool
    made_by: str
    reviewed_by: str
    drafted_by: str
    state: str
    trial: Trial | None = None
    picture: Pictured | None = None
    problem: str = ""

    @property
    def row(self) -> Campaign:
        return self.line.row

    @property
    def is_changeable(self) -> bool:
        return self.row.state in CHANGEABLE

    @property
    def is_running(self) -> bool:
        return self.row.state in RUNNING

    @property
    def is_over(self) -> bool:
        return self.row.state in ENDED

    @property
    def done(self) -> int:
        return self.row.planned - self.row.waiting


@router.get("/{merchant_id}/{campaign_id}")
async def show(
    merchant_id: MerchantId, campaign_id: str, house: HouseDep, user: MayRead, state: RecipientState | None = None
) -> Response:
    """Show one campaign."""
    return await _show(house, user, merchant_id, campaign_id, state)


@router.get("/{merchant_id}/{campaign_id}/progress")
async def progress(merchant_id: MerchantId, campaign_id: str, house: HouseDep, user: MayRead) -> Response:
    """Answer with how far it is."""
    view = await look(house, user, lambda seen: _view(seen, merchant_id, campaign_id, None))
    return render("fragments/campaign_progress.html", view=view)


@router.post("/{merchant_id}/{campaign_id}/edit")
async def edit(
    merchant_id: MerchantId,
    campaign_id: str,
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    version: Annotated[int, Form()],
    typed: TypedDep,
) -> Response:
    """Write it anew; it has to be reviewed again."""
    office = office_of(house)
    return await _press(
        house,
        user,
        merchant_id,
        campaign_id,
        lambda: office.change(doer_of(request, house, user), merchant_id, campaign_id, typed.plan, version),
        typed,
    )


@router.post("/{merchant_id}/{campaign_id}/{act}")
async def press(
    merchant_id: MerchantId,
    campaign_id: str,
    act: CampaignAct,
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    version: Annotated[int, Form()] = 0,
    day: Annotated[str, Form()] = "",
    hour: Annotated[str, Form()] = "",
) -> Response:
    """Review, schedule, start, pause, resume or cancel it."""
    office, wanted = office_of(house), Wanted(version, day, hour)
    return await _press(
        house,
        user,
        merchant_id,
        campaign_id,
        lambda: office.do(doer_of(request, house, user), merchant_id, campaign_id, act, wanted),
    )


async def _press(
    house: House,
    user: User,
    merchant_id: MerchantId,
    campaign_id: str,
    change: Callable[[], Awaitable[Campaign]],
    typed: Typed | None = None,
) -> Response:
    """Change it, or say what keeps it from being changed.

    What was typed stays, unless somebody was faster: then what they wrote is shown.
    """
    check_for(user, merchant_id, Permission.SETTINGS)
    try:
        await change()
    except (Invalid, Conflict, ShopError, Misconfigured) as error:
        told, status = str(problem_of(error).detail), status_of(error)
        kept = typed if isinstance(error, Invalid) else None
        return await _show(house, user, merchant_id, campaign_id, None, told, status, kept)
    return RedirectResponse(f"/campaigns/{merchant_id}/{campaign_id}", 303)


async def _show(
    house: House,
    user: User,
    merchant_id: MerchantId,
    campaign_id: str,
    state: RecipientState | None,
    problem: str = "",
    status: int = 200,
    typed: Typed | None = None,
) -> Response:
    def build(seen: Look) -> tuple[Shell, CampaignPage]:
        view = _view(seen, merchant_id, campaign_id, state, problem, typed)
        return shell_of(seen, "campaigns", view.line.href), view

    shell, view = await look(house, user, build)
    return render("campaign.html", status, shell=shell, view=view)


def _view(
    seen: Look,
    merchant_id: MerchantId,
    campaign_id: str,
    state: RecipientState | None,
    problem: str = "",
    typed: Typed | None = None,
) -> CampaignPage:
    check_for(seen.user, merchant_id)
    row, delivery = campaign_in(seen.books, merchant_id, campaign_id)
    found = seen.books.recipients(merchant_id, campaign_id, state=state, limit=SHOWN)
    drafted_by, trial = drafted_words(row.drafted_by, row.prompt_hash or "") if row.drafted_by else "", None
    if row.state in CHANGEABLE:
        try:
            trial = try_out(seen.books, row, seen.house.rulebook, seen.now)
        except Invalid as error:
            problem = problem or str(problem_of(error).detail)
    return CampaignPage(
        line=line_of(seen.books, row),
        delivery=delivery,
        moments=moments_for(None, seen.books.merchant(merchant_id), seen.now),
        recipients=tuple(_recipient(seen.books, one) for one in found),
        editor=editor_of(seen, typed or typed_of(row), (merchant_id,), drafted_by),
        may=merchant_id in merchants_with(seen.user, Permission.SETTINGS),
        made_by=seen.name_of(row.made_by),
        reviewed_by=seen.name_of(row.reviewed_by) if row.reviewed_by else "",
        drafted_by=drafted_by,
        state=state.value if state else "",
        trial=trial,
        picture=pictured(seen.books, merchant_id, row.media_id),
        problem=problem,
    )


def _recipient(books: Reader, one: CampaignRecipient) -> Recipient:
    contact = books.contact(one.merchant_id, one.contact_id)
    talks = books.open_conversations(one.merchant_id, one.contact_id)
    name = (contact.name or contact.phone) if contact else "erased"
    href = f"/conversations/{talks[0].id}" if talks else ""
    return Recipient(name, one.state.value.replace("_", " "), one.rule or "", one.why or "", href)

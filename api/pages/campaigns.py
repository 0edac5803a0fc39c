"""Campaigns: the list, the editor with its reach and preview, and one campaign on its way."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.auth import MayChangeSettings, MayRead
from api.campaign_office import CampaignAct, Trial, Wanted, campaign_in, tried, try_out
from api.house import House, HouseDep
from api.pages.campaign_pictures import Pictured, pictured, shown
from api.pages.look import Look, look
from api.pages.moments import Moments, moments_for
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_tabs import merchants_with
from api.pages.shell import Shell, shell_of
from api.problems import problem_of, status_of
from api.rest.campaigns import doer_of, office_of
from conversation.campaign import (
    CHANGEABLE,
    ENDED,
    RUNNING,
    Campaign,
    CampaignRecipient,
    CopyBy,
    Delivery,
    RecipientState,
)
from conversation.errors import Conflict, Invalid, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.role import Permission
from conversation.user import User
from flows.campaign_managing import CampaignPlan
from flows.segment import in_words, read_rules

router = APIRouter(prefix="/campaigns", route_class=PageRoute, include_in_schema=False)

SHOWN = 50
EXAMPLE = "consent: marketing\norders.last: {not_within_days: 60}"


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the editor."""

    name: str = ""
    rules: str = EXAMPLE
    body: str = ""
    hold_out: int = 0
    by_ai: bool = False
    media: str = ""

    @property
    def plan(self) -> CampaignPlan:
        copy_by = CopyBy.AI if self.by_ai else CopyBy.PERSON
        return CampaignPlan(self.name, self.rules, self.body, copy_by, self.hold_out, media_id=self.media)


def typed_in(
    name: Annotated[str, Form()] = "",
    rules: Annotated[str, Form()] = "",
    body: Annotated[str, Form()] = "",
    hold_out: Annotated[int, Form()] = 0,
    by_ai: Annotated[bool, Form()] = False,
    media: Annotated[str, Form()] = "",
) -> Typed:
    """Return what was sent from the editor."""
    return Typed(name, rules, body, hold_out, by_ai, media)


TypedDep: TypeAlias = Annotated[Typed, Depends(typed_in)]


@dataclass(frozen=True, slots=True)
class Line:
    """One campaign in the list."""

    row: Campaign
    merchant: str
    segment: str

    @property
    def href(self) -> str:
        return f"/campaigns/{self.row.merchant_id}/{self.row.id}"


@dataclass(frozen=True, slots=True)
class Brand:
    """A merchant whose campaigns the person may write."""

    id: MerchantId
    name: str


@dataclass(frozen=True, slots=True)
class CampaignsPage:
    """The list, and what was typed of a new one."""

    lines: tuple[Line, ...]
    brands: tuple[Brand, ...]
    typed: Typed
    picture: Pictured | None = None
    problem: str = ""


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
    typed: Typed
    may: bool
    made_by: str
    reviewed_by: str
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


@router.get("")
async def show_list(house: HouseDep, user: MayRead) -> Response:
    """Show the campaigns, the newest first, and an empty editor."""
    return await _list(house, user, Typed())


@router.post("")
async def create(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    typed: TypedDep,
) -> Response:
    """Keep a draft and go to it, or say what keeps it from being kept."""
    user.check(Permission.SETTINGS, merchant)
    try:
        made = await office_of(house).create(doer_of(request, house, user), merchant, typed.plan)
    except Invalid as error:
        return await _list(house, user, typed, str(problem_of(error).detail), status_of(error))
    return RedirectResponse(f"/campaigns/{merchant}/{made.id}", 303)


@router.post("/try")
async def try_words(
    house: HouseDep,
    user: MayRead,
    merchant: Annotated[str, Form()],
    rules: Annotated[str, Form()] = "",
    body: Annotated[str, Form()] = "",
    media: Annotated[str, Form()] = "",
) -> Response:
    """Answer with whom the segment reaches and how the text would leave."""
    _see(user, merchant)
    now = house.clock.now()
    try:
        trial = await house.ledger.read(
            lambda books: try_out(books, tried(merchant, rules, body, now, media), house.rulebook, now)
        )
    except Invalid as error:
        return render("fragments/campaign_trial.html", trial=None, problem=str(problem_of(error).detail))
    picture = shown(trial.picture) if trial.picture else None
    return render("fragments/campaign_trial.html", trial=trial, picture=picture, problem="")


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
    _see(user, merchant_id)
    user.check(Permission.SETTINGS, merchant_id)
    try:
        await change()
    except (Invalid, Conflict) as error:
        told, status = str(problem_of(error).detail), status_of(error)
        kept = typed if isinstance(error, Invalid) else None
        return await _show(house, user, merchant_id, campaign_id, None, told, status, kept)
    return RedirectResponse(f"/campaigns/{merchant_id}/{campaign_id}", 303)


async def _list(house: House, user: User, typed: Typed, problem: str = "", status: int = 200) -> Response:
    def build(seen: Look) -> tuple[Shell, CampaignsPage]:
        rows = [row for one in user.merchants for row in seen.books.campaigns(one, limit=SHOWN)]
        rows = sorted(rows, key=lambda row: row.id, reverse=True)[:SHOWN]
        brands = tuple(Brand(one, _name(seen.books, one)) for one in merchants_with(user, Permission.SETTINGS))
        lines = tuple(_line(seen.books, row) for row in rows)
        found = (pictured(seen.books, one, typed.media) for one in user.merchants)
        picture = next((one for one in found if one is not None), None)
        return shell_of(seen, "campaigns", "/campaigns"), CampaignsPage(lines, brands, typed, picture, problem)

    shell, view = await look(house, user, build)
    return render("campaigns.html", status, shell=shell, view=view)


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
        view = _view(seen, merchant_id, campaign_id, state, problem)
        view = replace(view, typed=typed) if typed and view.is_changeable else view
        return shell_of(seen, "campaigns", view.line.href), view

    shell, view = await look(house, user, build)
    return render("campaign.html", status, shell=shell, view=view)


def _view(
    seen: Look, merchant_id: MerchantId, campaign_id: str, state: RecipientState | None, problem: str = ""
) -> CampaignPage:
    _see(seen.user, merchant_id)
    row, delivery = campaign_in(seen.books, merchant_id, campaign_id)
    found = seen.books.recipients(merchant_id, campaign_id, state=state, limit=SHOWN)
    trial = None
    if row.state in CHANGEABLE:
        try:
            trial = try_out(seen.books, row, seen.house.rulebook, seen.now)
        except Invalid as error:
            problem = problem or str(problem_of(error).detail)
    return CampaignPage(
        line=_line(seen.books, row),
        delivery=delivery,
        moments=moments_for(None, seen.books.merchant(merchant_id), seen.now),
        recipients=tuple(_recipient(seen.books, one) for one in found),
        typed=Typed(row.name, row.rules, row.body, row.hold_out_percent, row.copy_by is CopyBy.AI, row.media_id or ""),
        may=merchant_id in merchants_with(seen.user, Permission.SETTINGS),
        made_by=seen.name_of(row.made_by),
        reviewed_by=seen.name_of(row.reviewed_by) if row.reviewed_by else "",
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


def _line(books: Reader, row: Campaign) -> Line:
    return Line(row, _name(books, row.merchant_id), in_words(read_rules(row.rules)))


def _name(books: Reader, merchant_id: MerchantId) -> str:
    merchant = books.merchant(merchant_id)
    return merchant.name if merchant else merchant_id


def _see(user: User, merchant_id: MerchantId) -> None:
    if not user.may_see(merchant_id):
        raise Unknown("merchant", merchant_id)

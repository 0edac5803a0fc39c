"""Campaigns: the list, and the editor of a new one with its reach and preview."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.auth import MayChangeSettings, MayRead
from api.campaign_office import tried, try_out
from api.house import House, HouseDep
from api.merchant_for import check_for
from api.pages.campaign_editor import Editor, Typed, TypedDep, brand_name, editor_of
from api.pages.campaign_pictures import shown
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_tabs import merchants_with
from api.pages.shell import Shell, shell_of
from api.problems import problem_of, status_of
from api.rest.campaigns import doer_of, office_of
from conversation.campaign import Campaign
from conversation.errors import Invalid
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.role import Permission
from conversation.user import User
from flows.segment import in_words, read_rules
from flows.segment_keeping import name_of

router = APIRouter(prefix="/campaigns", route_class=PageRoute, include_in_schema=False)

SHOWN = 50


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
    editor: Editor
    problem: str = ""


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
    check_for(user, merchant, Permission.SETTINGS)
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
    discount: Annotated[int, Form()] = 0,
) -> Response:
    """Answer with whom the segment reaches and how the text would leave."""
    check_for(user, merchant)
    now = house.clock.now()
    try:
        trial = await house.ledger.read(
            lambda books: try_out(books, tried(merchant, rules, body, now, media, discount), house.rulebook, now)
        )
    except Invalid as error:
        return render("fragments/campaign_trial.html", trial=None, problem=str(problem_of(error).detail))
    picture = shown(trial.picture) if trial.picture else None
    return render("fragments/campaign_trial.html", trial=trial, picture=picture, problem="")


async def _list(house: House, user: User, typed: Typed, problem: str = "", status: int = 200) -> Response:
    def build(seen: Look) -> tuple[Shell, CampaignsPage]:
        rows = [row for one in user.merchants for row in seen.books.campaigns(one, limit=SHOWN)]
        rows = sorted(rows, key=lambda row: row.id, reverse=True)[:SHOWN]
        brands = tuple(Brand(one, brand_name(seen.books, one)) for one in merchants_with(user, Permission.SETTINGS))
        lines = tuple(line_of(seen.books, row) for row in rows)
        editor = editor_of(seen, typed, user.merchants)
        return shell_of(seen, "campaigns", "/campaigns"), CampaignsPage(lines, brands, editor, problem)

    shell, view = await look(house, user, build)
    return render("campaigns.html", status, shell=shell, view=view)


def line_of(books: Reader, row: Campaign) -> Line:
    """Return a campaign as the list tells it; its segment by its name, where it is a kept one."""
    words, name = in_words(read_rules(row.rules)), name_of(books, row.merchant_id, row.rules)
    return Line(row, brand_name(books, row.merchant_id), f"{name} ({words})" if name else words)

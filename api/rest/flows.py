"""Flows over REST: a merchant's automation as text, linted before it is saved, switched, and looked at as it runs."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from api.address import address_mark
from api.auth import MayChangeSettings, MayRead
from api.flow_office import FlowOffice
from api.house import House, HouseDep
from api.rest.conversations import CONFLICTS, PROBLEMS
from api.rest.flow_models import (
    EnteredOut,
    FlowChange,
    FlowOut,
    FlowText,
    FlowWhole,
    HappeningIn,
    LintOut,
    PreviewOut,
    RunOut,
    VersionOut,
)
from api.rest.models import ProblemOut
from conversation.acts import Doer
from conversation.flow_version import FlowState
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.role import Permission
from conversation.user import User
from flows.keeping import text_of

router = APIRouter(prefix="/api/merchants/{merchant_id}/flows", tags=["Flows"])

REFUSED: dict[int | str, dict[str, Any]] = {422: {"model": ProblemOut}}
ONE = "/{flow_id}"


@router.get("", responses=PROBLEMS)
async def list_flows(merchant_id: MerchantId, house: HouseDep, user: MayRead) -> list[FlowOut]:
    """List the merchant's flows, and the shipped ones that they have not touched."""
    office = _office(house, user, reads=True)

    def read(books: Reader) -> list[FlowOut]:
        counts = books.run_counts(merchant_id)
        return [FlowOut.of(flow, counts.get(flow.id, 0)) for flow in office.flows(books, merchant_id)]

    return await house.ledger.read(read)


@router.post("/lint", responses=PROBLEMS)
async def lint_flow(merchant_id: MerchantId, body: FlowText, house: HouseDep, user: MayChangeSettings) -> LintOut:
    """Say what is wrong with a flow, each fault with its line, rule, source and remedy. Nothing is saved."""
    office = _office(house, user)
    return LintOut.of(await house.ledger.read(lambda books: office.lint(books, merchant_id, body.text)))


@router.post("/preview", responses=PROBLEMS | REFUSED)
async def preview_flow(
    merchant_id: MerchantId, body: FlowText, house: HouseDep, user: MayChangeSettings
) -> list[PreviewOut]:
    """Render each text for a sample contact, with all that Twolane puts around it, and count its segments."""
    office = _office(house, user)
    found = await house.ledger.read(lambda books: office.preview(books, merchant_id, body.text))
    return [PreviewOut.of(one) for one in found]


@router.post("", status_code=201, responses=CONFLICTS | REFUSED)
async def save_flow(
    merchant_id: MerchantId, body: FlowText, request: Request, house: HouseDep, user: MayChangeSettings
) -> FlowOut:
    """Save a new flow; 409 where its id is taken. 422 with the first fault where it cannot be lawful; see `lint`."""
    office = _office(house, user, request)
    saved = await house.ledger.write(lambda books: office.desk(books, merchant_id).save(body.text, read=0))
    return FlowOut.of(saved, 0)


@router.post("/news", status_code=201, responses=PROBLEMS | REFUSED)
async def take_news(
    merchant_id: MerchantId, body: HappeningIn, house: HouseDep, user: MayChangeSettings
) -> list[EnteredOut]:
    """Tell of something that happened to a contact, such as that a product is back in stock, which begins flows."""
    office = _office(house, user)
    came = await house.ledger.write(
        lambda books: office.happens(books, merchant_id, body.kind, body.phone, body.subject, body.word)
    )
    return [EnteredOut.of(one) for one in came]


@router.get("/runs", responses=PROBLEMS)
async def runs_of_contact(
    merchant_id: MerchantId, phone: Annotated[str, Query()], house: HouseDep, user: MayRead
) -> list[RunOut]:
    """Show every run of one contact, by their number, the oldest first."""
    office = _office(house, user, reads=True)
    found = await house.ledger.read(lambda books: office.runs_of(books, merchant_id, phone))
    return [RunOut.of(run) for run in found]


@router.get(ONE, responses=PROBLEMS)
async def get_flow(merchant_id: MerchantId, flow_id: str, house: HouseDep, user: MayRead) -> FlowWhole:
    """Read one flow with its text."""
    office = _office(house, user, reads=True)

    def read(books: Reader) -> FlowWhole:
        flow = office.flow(books, merchant_id, flow_id)
        runs = books.run_counts(merchant_id).get(flow_id, 0)
        text = text_of(books, merchant_id, flow_id, flow.version)
        return FlowWhole(**FlowOut.of(flow, runs).model_dump(), text=text)

    return await house.ledger.read(read)


@router.put(ONE, responses=CONFLICTS | REFUSED)
async def change_flow(
    merchant_id: MerchantId, flow_id: str, body: FlowChange, request: Request, house: HouseDep, user: MayChangeSettings
) -> FlowOut:
    """Save the next version of this flow. What runs keeps its own; 409 where somebody saved meanwhile."""
    office = _office(house, user, request)
    saved = await house.ledger.write(
        lambda books: office.desk(books, merchant_id).save(body.text, flow_id, body.version)
    )
    return FlowOut.of(saved, 0)


@router.get(f"{ONE}/versions", responses=PROBLEMS)
async def list_versions(merchant_id: MerchantId, flow_id: str, house: HouseDep, user: MayRead) -> list[VersionOut]:
    """Read every version of one flow, the first one first."""
    office = _office(house, user, reads=True)

    def read(books: Reader) -> list[VersionOut]:
        office.flow(books, merchant_id, flow_id)
        return [VersionOut.of(one) for one in books.flow_versions(merchant_id, flow_id)]

    return await house.ledger.read(read)


@router.get(f"{ONE}/runs", responses=PROBLEMS)
async def runs_of_flow(
    merchant_id: MerchantId,
    flow_id: str,
    house: HouseDep,
    user: MayRead,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[RunOut]:
    """Show the newest runs of one flow."""
    office = _office(house, user, reads=True)

    def read(books: Reader) -> list[RunOut]:
        office.flow(books, merchant_id, flow_id)
        return [RunOut.of(run) for run in books.runs_of_flow(merchant_id, flow_id, limit)]

    return await house.ledger.read(read)


@router.post(f"{ONE}/activate", responses=PROBLEMS | REFUSED)
async def activate_flow(
    merchant_id: MerchantId, flow_id: str, request: Request, house: HouseDep, user: MayChangeSettings
) -> FlowOut:
    """Let the flow run. 422 where it cannot be lawful any more."""
    return await _switch(house, user, request, merchant_id, flow_id, FlowState.ACTIVE)


@router.post(f"{ONE}/pause", responses=PROBLEMS)
async def pause_flow(
    merchant_id: MerchantId, flow_id: str, request: Request, house: HouseDep, user: MayChangeSettings
) -> FlowOut:
    """Let it begin no run and text nobody until it is on again."""
    return await _switch(house, user, request, merchant_id, flow_id, FlowState.PAUSED)


@router.post(f"{ONE}/archive", responses=PROBLEMS)
async def archive_flow(
    merchant_id: MerchantId, flow_id: str, request: Request, house: HouseDep, user: MayChangeSettings
) -> FlowOut:
    """Put it away; its runs end."""
    return await _switch(house, user, request, merchant_id, flow_id, FlowState.ARCHIVED)


async def _switch(
    house: House, user: User, request: Request, merchant_id: MerchantId, flow_id: str, state: FlowState
) -> FlowOut:
    office = _office(house, user, request)
    changed = await house.ledger.write(lambda books: office.desk(books, merchant_id).switch(flow_id, state))
    return FlowOut.of(changed, 0)


def _office(house: House, user: User, request: Request | None = None, *, reads: bool = False) -> FlowOffice:
    doer = Doer(user.id, address_mark(request, house.settings) if request is not None else "")
    return FlowOffice(house.rulebook, user, doer, house.clock.now(), Permission.READ if reads else Permission.SETTINGS)

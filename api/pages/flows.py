"""Flows: what texts by itself, in words and as text, with what the linter says beside each line."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from starlette.status import HTTP_200_OK

from api.address import address_mark
from api.auth import MayChangeSettings, MayRead
from api.first_text import first_text_of
from api.flow_office import FlowOffice
from api.house import House, HouseDep
from api.pages.flow_view import FlowPage, flow_page, flows_page, lint_view, new_flow_page
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of
from api.pages.shell import Shell, shell_of
from api.problems import problem_of, status_of
from conversation.acts import Doer
from conversation.errors import Invalid, Unknown
from conversation.flow_run import TriggerKind
from conversation.flow_version import FlowState
from conversation.ids import MerchantId
from conversation.role import Permission
from conversation.user import User
from flows.keeping import FlowDesk, SavedMeanwhile
from flows.shipped import shipped_flow

router = APIRouter(prefix="/flows", route_class=PageRoute, include_in_schema=False)

PATH = "/flows"
BLANK = """\
id: my_flow
name: My flow
class: promotional
trigger: opted_in
only_if:
  consent: marketing
steps:
  - wait: 1 hour
  - text: "Hi {first_name}, good to have you!"
"""
_DONE = {FlowState.ACTIVE: "is on", FlowState.PAUSED: "is paused", FlowState.ARCHIVED: "is archived; its runs end"}

Text = Annotated[str, Form(max_length=65_536)]


@router.get("")
async def show_flows(house: HouseDep, user: MayRead, merchant: str = "") -> Response:
    """Show the merchant's flows."""
    shell, view = await look(house, user, lambda seen: (_shell(seen), flows_page(seen, _frame(seen, merchant))))
    return render("flows.html", shell=shell, view=view)


@router.get("/new")
async def new_flow(house: HouseDep, user: MayChangeSettings, merchant: str = "", begin: str = "") -> Response:
    """Show where a new flow is written, from a shipped one where it is named."""
    text = shipped_flow(begin) if begin else BLANK

    def build(seen: Look) -> tuple[Shell, FlowPage]:
        return _shell(seen), new_flow_page(seen, _frame(seen, merchant), text)

    shell, view = await look(house, user, build)
    return render("flow.html", shell=shell, view=view)


@router.post("/lint")
async def lint_text(
    house: HouseDep, user: MayChangeSettings, merchant: Annotated[str, Form()], text: Text = ""
) -> Response:
    """Answer with what the linter says of what is being typed."""
    view = await look(house, user, lambda seen: lint_view(seen, _frame(seen, merchant).merchant, text))
    return render("fragments/flow_lint.html", lint=view)


@router.post("")
async def save_new(
    request: Request, house: HouseDep, user: MayChangeSettings, merchant: Annotated[str, Form()], text: Text = ""
) -> Response:
    """Save a new flow."""
    return await _save(request, house, user, merchant, text, "")


@router.get("/{flow_id}")
async def show_flow(
    flow_id: str, house: HouseDep, user: MayRead, merchant: str = "", days: int | None = None
) -> Response:
    """Show one flow, and what came of it in the last `days` days."""
    return await _show(house, user, merchant, flow_id, days=days)


@router.post("/{flow_id}")
async def save(
    flow_id: str,
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    text: Text = "",
    version: Annotated[int, Form()] = 0,
) -> Response:
    """Save the flow's next version, unless somebody else did since this one was read."""
    return await _save(request, house, user, merchant, text, flow_id, version)


@router.post("/{flow_id}/state")
async def switch(
    flow_id: str,
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    state: Annotated[FlowState, Form()],
) -> Response:
    """Switch the flow on, pause it, or archive it."""

    def change(desk: FlowDesk) -> Outcome:
        changed = desk.switch(flow_id, state)
        told = f"{changed.name} {_DONE.get(changed.state, 'is a draft')}."
        if changed.trigger is TriggerKind.CHECKOUT_ABANDONED:
            told = f"{told} First text about a cart: {first_text_of(desk.books, desk.merchant, desk.now).words}"
        return Outcome(told)

    outcome, status = await _outcome(request, house, user, merchant, change)
    return await _show(house, user, merchant, flow_id, outcome, status)


async def _save(
    request: Request, house: House, user: User, merchant: str, text: str, flow_id: str, version: int = 0
) -> Response:
    saved_id = flow_id

    def change(desk: FlowDesk) -> Outcome:
        nonlocal saved_id
        saved = desk.save(text.replace("\r\n", "\n"), flow_id or None, version)
        saved_id = saved.id
        runs = "New runs begin with it" if saved.state is FlowState.ACTIVE else "It is not on yet"
        return Outcome(f"Saved as version {saved.version}. {runs}.")

    outcome, status = await _outcome(request, house, user, merchant, change)
    typed = text if outcome.problem else ""
    if saved_id:
        return await _show(house, user, merchant, saved_id, outcome, status, typed)
    shell, view = await look(
        house, user, lambda seen: (_shell(seen), new_flow_page(seen, _frame(seen, merchant, outcome), typed))
    )
    return render("flow.html", status, shell=shell, view=view)


async def _outcome(
    request: Request, house: House, user: User, merchant: MerchantId, change: Callable[[FlowDesk], Outcome]
) -> tuple[Outcome, int]:
    doer = Doer(user.id, address_mark(request, house.settings))
    office = FlowOffice(house.rulebook, user, doer, house.clock.now())
    try:
        return await house.ledger.write(lambda books: change(office.desk(books, merchant))), HTTP_200_OK
    except SavedMeanwhile as error:
        told = f"{error}. What you wrote stands below, and theirs under History; saved again, yours comes after theirs."
        return Outcome(problem=told), status_of(error)
    except (Invalid, Unknown) as error:
        return Outcome(problem=f"{problem_of(error).detail}."), status_of(error)


async def _show(
    house: House,
    user: User,
    merchant: str,
    flow_id: str,
    outcome: Outcome | None = None,
    status: int = 200,
    typed: str = "",
    days: int | None = None,
) -> Response:
    shell, view = await look(
        house, user, lambda seen: (_shell(seen), flow_page(seen, _frame(seen, merchant, outcome), flow_id, typed, days))
    )
    return render("flow.html", status, shell=shell, view=view)


def _shell(seen: Look) -> Shell:
    return shell_of(seen, "flows", PATH)


def _frame(seen: Look, merchant: str, outcome: Outcome | None = None) -> Frame:
    return frame_of(seen, Permission.READ, PATH, merchant, outcome or Outcome(), ())

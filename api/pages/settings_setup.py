"""Settings, Set-up: a new merchant goes from nothing to a first lawful text, one step at a time."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from api.auth import MayChangeSettings
from api.house import House, HouseDep
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, outcome_of
from api.pages.settings_tabs import merchants_with
from api.pages.setup_details import Detail, PoliciesDetail, detail_of
from api.pages.setup_forms import BusinessTyped
from api.pages.setup_steps import HEADINGS, Step, StepRow, first_open, steps_of
from api.pages.shell import Shell, shell_of
from api.setup.answers import hours_of
from api.setup.item import Checklist, Item, Weight
from api.setup.registration import FormKind, register
from channels.sender_office import Registering, SenderOffice
from compliance.call_to_action import call_to_action
from conversation.acts import Doer
from conversation.autonomy import Autonomy
from conversation.autonomy_setting import set_autonomy
from conversation.brand_setting import Brand, merchant_of, note_set_up, set_brand, set_business
from conversation.errors import Conflict, Invalid, Misconfigured, Unknown
from conversation.ids import MerchantId
from conversation.managing import Manager
from conversation.persona_setting import set_persona
from conversation.role import Permission
from conversation.sender import Registration, SenderKind
from conversation.shop_setting import set_shop
from conversation.user import User
from tools.passage import Passage

router = APIRouter(prefix="/settings/set-up", route_class=PageRoute, include_in_schema=False)

PATH = "/settings/set-up"
EXPECTED = (Invalid, Unknown, Conflict, Misconfigured)
Merchant = Annotated[str, Form()]
Words = Annotated[str, Form(max_length=2000)]


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one weight, under its heading."""

    heading: str
    hint: str
    items: tuple[Item, ...]

    @property
    def done(self) -> int:
        return sum(item.is_done for item in self.items)


@dataclass(frozen=True, slots=True)
class SetUpPage:
    """`detail` is what the step shows; `may_add` tells whether the person may add a merchant."""

    frame: Frame
    step: Step
    steps: tuple[StepRow, ...]
    found: Checklist
    groups: tuple[Group, ...]
    detail: Detail
    may_add: bool


@router.get("")
async def show(house: HouseDep, user: MayChangeSettings, merchant: str = "", step: Step | None = None) -> Response:
    """Show one step, by default the first that something is missing in."""
    return await show_step(house, user, merchant, step)


@router.post("/brand")
async def brand(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Merchant,
    name: Words = "",
    support: Words = "",
    timezone: Words = "",
    hours: Words = "",
) -> Response:
    """Keep what shoppers know the merchant by."""

    def change(manager: Manager, doer: Doer) -> Outcome:
        told = Brand(name, support, timezone.strip(), hours_of(hours))
        set_brand(manager.books, merchant, told, doer, manager.now)
        return Outcome("The brand is kept.")

    return await save_step(request, house, user, merchant, Step.BRAND, change)


@router.post("/business")
async def business(
    request: Request, house: HouseDep, user: MayChangeSettings, merchant: Merchant, typed: BusinessTyped
) -> Response:
    """Keep what carriers ask about the business."""

    def change(manager: Manager, doer: Doer) -> Outcome:
        set_business(manager.books, merchant, typed, doer, manager.now)
        return Outcome("The business is kept.")

    return await save_step(request, house, user, merchant, Step.BUSINESS, change)


@router.post("/consent")
async def consent(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Merchant,
    shown: Annotated[bool, Form()] = False,
) -> Response:
    """Keep that the checkout shows the wording, or that it does not any more."""

    def change(manager: Manager, doer: Doer) -> Outcome:
        known = merchant_of(manager.books, merchant)
        wording = call_to_action(known) if shown else ""
        notes = replace(known.settings.set_up, consent_wording=wording)
        note_set_up(manager.books, merchant, notes, doer, manager.now)
        return Outcome("Noted: the checkout shows it." if shown else "Noted: the checkout does not show it.")

    return await save_step(request, house, user, merchant, Step.CONSENT, change, stays=not shown)


@router.post("/number")
async def number(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Merchant,
    phone: Words = "",
    kind: Annotated[SenderKind, Form()] = SenderKind.TOLL_FREE,
    carrier: Words = "",
    registration: Annotated[Registration, Form()] = Registration.UNREGISTERED,
    campaign_id: Words = "",
) -> Response:
    """Add the number; a simulated one is verified, since it reaches simulated phones only."""

    def change(manager: Manager, doer: Doer) -> Outcome:
        is_simulated = house.simulator is not None and carrier == house.simulator.name
        standing = Registration.VERIFIED if is_simulated else registration
        campaign = campaign_id or ("simulated" if is_simulated and kind is SenderKind.TEN_DLC else "")
        told = Registering(phone, kind, carrier, standing, campaign_id=campaign)
        sender = SenderOffice(manager.books, doer, manager.now).save(merchant, told)
        return Outcome(f"{sender.phone} is kept: {sender.standing}.")

    return await save_step(request, house, user, merchant, Step.NUMBER, change, stays=True)


@router.post("/shop")
async def shop(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Merchant,
    kind: Words = "",
    url: Words = "",
) -> Response:
    """Keep which shop it is; what opens it is kept on the machine."""

    def change(manager: Manager, doer: Doer) -> Outcome:
        standing = merchant_of(manager.books, merchant).settings.shop
        set_shop(manager.books, merchant, replace(standing, kind=kind, url=url.strip()), doer, manager.now)
        return Outcome("The shop is kept.")

    return await save_step(request, house, user, merchant, Step.SHOP, change)


@router.post("/ai")
async def ai(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Merchant,
    summary: Words = "",
    name: Words = "",
    mode: Annotated[Autonomy, Form()] = Autonomy.SUGGEST,
) -> Response:
    """Keep how the AI sounds and what it may do; the rest of both has pages of its own."""

    def change(manager: Manager, doer: Doer) -> Outcome:
        settings = merchant_of(manager.books, merchant).settings
        persona = replace(settings.persona, summary=" ".join(summary.split()), name=" ".join(name.split()))
        set_persona(manager.books, merchant, persona, doer, manager.now)
        set_autonomy(manager.books, merchant, replace(settings.autonomy, default=mode), doer, manager.now)
        return Outcome("Kept: from its next turn on.")

    return await save_step(request, house, user, merchant, Step.AI, change)


@router.post("/probe")
async def probe(
    house: HouseDep, user: MayChangeSettings, merchant: Merchant, step: Annotated[Step, Form()] = Step.NUMBER
) -> Response:
    """Ask the carrier, call the address, open the model and read the policies' pages now."""
    user.check(Permission.SETTINGS, merchant)
    await house.set_up.probe(house.ledger, merchant)
    return await show_step(house, user, merchant, step, Outcome("Tried just now; the list says what came of it."))


@router.get("/registration/{kind}.{ending}")
async def registration_file(
    kind: FormKind, ending: str, house: HouseDep, user: MayChangeSettings, merchant: str = ""
) -> Response:
    """Answer with a form's answers as a file: txt or json."""

    def build(seen: Look) -> Response:
        known = frame_of(seen, Permission.SETTINGS, PATH, merchant, Outcome()).merchant
        sender = house.set_up.gatherer.number(seen.books, known.id)
        answers = register(known, sender, kind, seen.now)
        headers = {"Content-Disposition": f'attachment; filename="{kind.value}.{ending}"'}
        if ending == "json":
            return JSONResponse(answers.as_data, headers=headers)
        return PlainTextResponse(answers.as_text, headers=headers)

    if ending not in ("txt", "json"):
        raise Unknown("file", ending)
    return await look(house, user, build)


async def save_step(
    request: Request,
    house: House,
    user: User,
    merchant: MerchantId,
    step: Step,
    change: Callable[[Manager, Doer], Outcome],
    *,
    stays: bool = False,
) -> Response:
    """Save a step and show the next one; where it `stays`, or could not be kept, the same again as it was typed."""
    user.check(Permission.SETTINGS, merchant)

    def managed(manager: Manager) -> Outcome:
        return change(manager, Doer(user.id, manager.address))

    outcome, status = await outcome_of(request, house, user, managed, EXPECTED)
    shown = step if outcome.problem or stays else step.next
    return await show_step(house, user, merchant, shown, outcome, status)


async def show_step(
    house: House,
    user: User,
    merchant: MerchantId,
    step: Step | None,
    outcome: Outcome | None = None,
    status: int = 200,
    asked: tuple[str, tuple[Passage, ...]] = ("", ()),
) -> Response:
    def build(seen: Look) -> tuple[Shell, SetUpPage]:
        frame = frame_of(seen, Permission.SETTINGS, PATH, merchant, outcome or Outcome())
        found = house.set_up.checklist(seen.books, frame.merchant, seen.now)
        shown = step or first_open(found)
        detail = detail_of(seen, frame.merchant, shown)
        if isinstance(detail, PoliciesDetail):
            detail = replace(detail, question=asked[0], passages=asked[1])
        page = SetUpPage(
            frame=frame,
            step=shown,
            steps=steps_of(found, shown),
            found=found,
            groups=tuple(Group(*HEADINGS[weight], found.of(weight)) for weight in Weight),
            detail=detail,
            may_add=bool(merchants_with(user, Permission.USERS)),
        )
        return shell_of(seen, "settings", PATH), page

    shell, view = await look(house, user, build)
    return render("settings_setup.html", status, shell=shell, view=view)

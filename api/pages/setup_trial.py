"""The set-up's last step: a test text to one's own phone, and what becomes of it, live."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayChangeSettings
from api.house import House, HouseDep
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.pages.polling import Waited, longer
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, outcome_of
from api.pages.settings_setup import EXPECTED, PATH, Merchant, Words, show_step
from api.pages.setup_details import TrialDetail, trial_detail
from api.pages.setup_steps import Step
from api.setup.trial import Attestation, leave_trial_cart, send_trial, trial_of
from conversation.acts import Doer
from conversation.brand_setting import merchant_of
from conversation.errors import Conflict, Invalid, Unknown
from conversation.managing import Manager
from conversation.role import Permission
from conversation.user import User

router = APIRouter(prefix=f"{PATH}/trial", route_class=PageRoute, include_in_schema=False)


@router.get("")
async def follow(house: HouseDep, user: MayChangeSettings, merchant: str = "", waited: Waited = 0) -> Response:
    """Answer with what became of the test text, and nothing else."""

    def build(seen: Look) -> tuple[Frame, TrialDetail]:
        frame = frame_of(seen, Permission.SETTINGS, PATH, merchant, Outcome())
        return frame, trial_detail(seen, frame.merchant)

    frame, detail = await look(house, user, build)
    return render("fragments/setup_trial.html", frame=frame, detail=detail, waits=longer(waited))


@router.post("")
async def send(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Merchant,
    phone: Words = "",
    mine: Annotated[bool, Form()] = False,
) -> Response:
    """Ask the person's own phone for its double opt-in, by the road of every text."""

    def change(manager: Manager) -> Outcome:
        if not mine:
            raise Invalid("mine", "nobody is texted without their consent", "say that the phone is yours")
        who = Attestation(user.name, Doer(user.id, manager.address))
        send_trial(manager.books, merchant, phone, who, house.rulebook, manager.now)
        return Outcome()

    return await _press(request, house, user, merchant, change)


@router.post("/cart")
async def leave_cart(request: Request, house: HouseDep, user: MayChangeSettings, merchant: Merchant) -> Response:
    """Let the phone leave a made-up cart, whose reminder is due at once."""

    def change(manager: Manager) -> Outcome:
        leave_trial_cart(manager.books, merchant, manager.now)
        return Outcome()

    return await _press(request, house, user, merchant, change)


@router.post("/answer")
async def answer(
    request: Request, house: HouseDep, user: MayChangeSettings, merchant: Merchant, words: Words = ""
) -> Response:
    """Text from the simulated phone, where the phone is one."""
    user.check(Permission.SETTINGS, merchant)
    if house.simulator is None:
        raise Unknown("simulated phone", "here")
    if not words.strip():
        raise Invalid("words", "there are none", "text YES")
    trial = await house.ledger.read(lambda books: trial_of(books, merchant_of(books, merchant)))
    if trial is None or trial.number is None or trial.number.carrier != house.simulator.name:
        raise Conflict("no simulated phone was texted yet")
    house.simulator.text(trial.phone, trial.number.phone, words)
    return await show_step(house, user, merchant, Step.TRIAL)


async def _press(
    request: Request, house: House, user: User, merchant: str, change: Callable[[Manager], Outcome]
) -> Response:
    user.check(Permission.SETTINGS, merchant)
    outcome, status = await outcome_of(request, house, user, change, EXPECTED)
    return await show_step(house, user, merchant, Step.TRIAL, outcome, status)

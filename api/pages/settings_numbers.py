"""Settings, Numbers: the merchant's registry of senders, and templates that carriers filter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayChangeSettings
from api.house import House, HouseDep
from api.pages.look import Look, look
from api.pages.moments import Stamp
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, moments_at, outcome_of
from api.pages.shell import Shell, shell_of
from api.pages.typed import Typed
from channels.sender_office import Registering, SenderOffice, parse_use_case
from channels.throughput_tier import Tier, known_tiers
from compliance.filtering import resume_template
from conversation.acts import Doer
from conversation.errors import Conflict, Invalid, Unknown
from conversation.ids import MerchantId
from conversation.managing import Manager
from conversation.role import Permission
from conversation.sender import Registration, Sender, SenderKind, UseCase
from conversation.user import User

router = APIRouter(prefix="/settings/numbers", route_class=PageRoute, include_in_schema=False)

PATH = "/settings/numbers"
STATES: Mapping[Registration, tuple[str, str]] = MappingProxyType(
    {
        Registration.VERIFIED: ("p2p", "Verified: it sends"),
        Registration.PENDING: ("a2p", "Pending: the carriers look at it, nothing leaves"),
        Registration.UNREGISTERED: ("a2p", "Not registered yet, nothing leaves"),
        Registration.REJECTED: ("refused", "Rejected by the carriers, nothing leaves"),
        Registration.SUSPENDED: ("refused", "Suspended, nothing leaves"),
    }
)
"""How a state looks, and what it means."""
KINDS: Mapping[SenderKind, str] = MappingProxyType(
    {SenderKind.TOLL_FREE: "toll-free", SenderKind.TEN_DLC: "10DLC", SenderKind.SHORT_CODE: "short code"}
)


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One number in words. `stopped` is when it was suspended, `typed` what of its form was refused."""

    sender: Sender
    kind: str
    tone: str
    state: str
    use: str
    pace: str
    tier: str
    stopped: Stamp | None
    typed: Typed


@dataclass(frozen=True, slots=True)
class HaltedRow:
    """One template that nothing is made from for now."""

    id: str
    template: str
    reason: str
    since: Stamp


@dataclass(frozen=True, slots=True)
class NumbersPage:
    """`added` is what was refused of a number that is not there yet."""

    frame: Frame
    numbers: tuple[NumberRow, ...]
    halted: tuple[HaltedRow, ...]
    carriers: tuple[str, ...]
    added: Typed
    tiers: tuple[Tier, ...] = tuple(known_tiers().by_name.values())
    kinds: tuple[tuple[SenderKind, str], ...] = tuple(KINDS.items())
    registrations: tuple[Registration, ...] = tuple(Registration)
    uses: tuple[UseCase, ...] = tuple(UseCase)


@router.get("")
async def show(house: HouseDep, user: MayChangeSettings, merchant: str = "") -> Response:
    """Show the merchant's numbers."""
    return await _show(house, user, merchant)


@router.post("")
async def save(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    phone: Annotated[str, Form()] = "",
    kind: Annotated[SenderKind, Form()] = SenderKind.TOLL_FREE,
    carrier: Annotated[str, Form()] = "",
    registration: Annotated[Registration, Form()] = Registration.PENDING,
    use_case: Annotated[str, Form()] = UseCase.MIXED.value,
    brand_id: Annotated[str, Form()] = "",
    campaign_id: Annotated[str, Form()] = "",
    verification_id: Annotated[str, Form()] = "",
    tier: Annotated[str, Form()] = "",
) -> Response:
    """Add a number, or change the one with this phone."""

    def change(office: SenderOffice) -> Outcome:
        told = Registering(
            phone,
            kind,
            carrier,
            registration,
            parse_use_case(use_case),
            brand_id,
            campaign_id,
            verification_id,
            tier,
        )
        sender = office.save(merchant, told)
        return Outcome(f"{sender.phone} is kept: {sender.standing}.")

    return await _change(request, house, user, merchant, change)


@router.post("/{sender_id}/suspend")
async def suspend(
    sender_id: str,
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    why: Annotated[str, Form()] = "",
) -> Response:
    """Let nothing leave from the number."""

    def change(office: SenderOffice) -> Outcome:
        sender = office.suspend(merchant, sender_id, why)
        return Outcome(f"{sender.phone} is suspended. What was queued will be refused, and says so.")

    return await _change(request, house, user, merchant, change)


@router.post("/{sender_id}/resume")
async def resume(
    sender_id: str, request: Request, house: HouseDep, user: MayChangeSettings, merchant: Annotated[str, Form()]
) -> Response:
    """Let texts leave from the number again."""

    def change(office: SenderOffice) -> Outcome:
        return Outcome(f"{office.resume(merchant, sender_id).phone} sends again.")

    return await _change(request, house, user, merchant, change)


@router.post("/templates/{halt_id}/resume")
async def resume_halted(
    halt_id: str, request: Request, house: HouseDep, user: MayChangeSettings, merchant: Annotated[str, Form()]
) -> Response:
    """Let texts be made from a template again that carriers filtered."""

    def change(office: SenderOffice) -> Outcome:
        lifted = resume_template(office.books, merchant, halt_id, user.name, office.now)
        return Outcome(f"{lifted.template} sends again. Three more filtered texts would stop it again.")

    return await _change(request, house, user, merchant, change)


async def _change(
    request: Request, house: House, user: User, merchant: MerchantId, change: Callable[[SenderOffice], Outcome]
) -> Response:
    user.check(Permission.SETTINGS, merchant)

    def managed(manager: Manager) -> Outcome:
        return change(SenderOffice(manager.books, Doer(user.id, manager.address), manager.now))

    outcome, status = await outcome_of(request, house, user, managed, (Invalid, Conflict, Unknown))
    return await _show(house, user, merchant, outcome, status)


async def _show(
    house: House, user: User, merchant: MerchantId, outcome: Outcome | None = None, status: int = 200
) -> Response:
    def build(seen: Look) -> tuple[Shell, NumbersPage]:
        frame = frame_of(seen, Permission.SETTINGS, PATH, merchant, outcome or Outcome())
        numbers = tuple(_row(seen, frame, one) for one in seen.books.senders(frame.merchant.id))
        carriers = sorted({*house.carriers, *(row.sender.carrier for row in numbers)})
        is_known = any(row.sender.phone == frame.typed("phone", "") for row in numbers)
        added = frame.typed if "phone" in frame.typed.values and not is_known else Typed()
        page = NumbersPage(frame, numbers, _halted(seen, frame), tuple(carriers), added)
        return shell_of(seen, "settings", PATH), page

    shell, view = await look(house, user, build)
    return render("settings_numbers.html", status, shell=shell, view=view)


def _row(seen: Look, frame: Frame, sender: Sender) -> NumberRow:
    tone, state = STATES[sender.registration]
    tier = known_tiers().of(sender)
    a_day = f", {tier.per_day:,} a day" if tier.per_day else ""
    return NumberRow(
        sender,
        KINDS[sender.kind],
        tone,
        state,
        sender.use_case.value.replace("_", " "),
        f"{tier.per_second:g} segments a second{a_day}",
        tier.name,
        moments_at(seen, frame.merchant).ago(sender.suspended_at) if sender.suspended_at else None,
        frame.typed if frame.typed("phone", "") == sender.phone else Typed(),
    )


def _halted(seen: Look, frame: Frame) -> tuple[HaltedRow, ...]:
    moments = moments_at(seen, frame.merchant)
    live = (halt for halt in seen.books.halts(frame.merchant.id) if halt.template and halt.is_live)
    return tuple(HaltedRow(halt.id, halt.template, halt.reason, moments.ago(halt.since)) for halt in live)

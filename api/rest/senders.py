"""A merchant's numbers over REST: the registry of senders, and templates that carriers filter."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from fastapi import APIRouter, Request
from pydantic import BaseModel

from api.address import address_mark
from api.auth import MayChangeSettings
from api.house import House, HouseDep
from api.merchant_for import check_for
from api.rest.conversations import CONFLICTS, PROBLEMS
from api.rest.halts import HaltOut, halt_out
from api.rest.models import ProblemOut
from api.told_number import ToldNumber
from channels.sender_office import SenderOffice
from channels.throughput_tier import known_tiers
from compliance.filtering import resume_template
from conversation.acts import Doer
from conversation.ids import MerchantId, SenderId
from conversation.ledger import Books, Reader
from conversation.role import Permission
from conversation.sender import Registration, Sender, SenderKind, UseCase
from conversation.user import User

router = APIRouter(prefix="/api/merchants/{merchant_id}/senders", tags=["Numbers"])

T = TypeVar("T")


class SenderIn(ToldNumber):
    """What is said of a number; one that is known by its phone is changed."""


class SenderOut(BaseModel):
    """One number. `sends` says whether anything may leave from it, `standing` why not."""

    id: str
    merchant_id: str
    phone: str
    kind: SenderKind
    carrier: str
    registration: Registration
    standing: str
    sends: bool
    use_case: UseCase
    brand_id: str
    campaign_id: str
    verification_id: str
    tier: str
    segments_a_second: float
    segments_a_day: int | None
    suspended_why: str
    suspended_code: str
    suspended_at: datetime | None


class SuspensionIn(BaseModel):
    """Why nothing may leave from the number."""

    why: str


@router.get("", responses=PROBLEMS)
async def list_senders(merchant_id: MerchantId, house: HouseDep, user: MayChangeSettings) -> list[SenderOut]:
    """List the merchant's numbers."""

    def read(books: Reader) -> list[SenderOut]:
        check_for(user, merchant_id, Permission.SETTINGS)
        return [_out(sender) for sender in books.senders(merchant_id)]

    return await house.ledger.read(read)


@router.put("", responses=CONFLICTS | {422: {"model": ProblemOut}})
async def save_sender(
    merchant_id: MerchantId, body: SenderIn, request: Request, house: HouseDep, user: MayChangeSettings
) -> SenderOut:
    """Add a number or change what is known of it. 409 for one that another merchant has."""
    told = body.told()
    return await _change(request, house, user, merchant_id, lambda office: _out(office.save(merchant_id, told)))


@router.post("/{sender_id}/suspend", responses=CONFLICTS | {422: {"model": ProblemOut}})
async def suspend_sender(
    merchant_id: MerchantId,
    sender_id: SenderId,
    body: SuspensionIn,
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
) -> SenderOut:
    """Let nothing leave from the number; what is queued is refused with this reason."""
    return await _change(
        request, house, user, merchant_id, lambda office: _out(office.suspend(merchant_id, sender_id, body.why))
    )


@router.post("/{sender_id}/resume", responses=CONFLICTS)
async def resume_sender(
    merchant_id: MerchantId, sender_id: SenderId, request: Request, house: HouseDep, user: MayChangeSettings
) -> SenderOut:
    """Let texts leave from a suspended number again. 409 where it is not suspended."""
    return await _change(request, house, user, merchant_id, lambda office: _out(office.resume(merchant_id, sender_id)))


@router.post("/templates/{halt_id}/resume", responses=PROBLEMS)
async def resume_halted(
    merchant_id: MerchantId, halt_id: str, request: Request, house: HouseDep, user: MayChangeSettings
) -> HaltOut:
    """Let texts be made again from a template that carriers filtered; `GET /api/halts` lists them."""
    return await _change(
        request,
        house,
        user,
        merchant_id,
        lambda office: halt_out(resume_template(office.books, merchant_id, halt_id, user.name, office.now)),
    )


async def _change(
    request: Request, house: House, user: User, merchant_id: MerchantId, change: Callable[[SenderOffice], T]
) -> T:
    doer, now = Doer(user.id, address_mark(request, house.settings)), house.clock.now()

    def command(books: Books) -> T:
        check_for(user, merchant_id, Permission.SETTINGS)
        return change(SenderOffice(books, doer, now))

    return await house.ledger.write(command)


def _out(sender: Sender) -> SenderOut:
    tier = known_tiers().of(sender)
    return SenderOut(
        id=sender.id,
        merchant_id=sender.merchant_id,
        phone=sender.phone,
        kind=sender.kind,
        carrier=sender.carrier,
        registration=sender.registration,
        standing=sender.standing,
        sends=sender.may_send,
        use_case=sender.use_case,
        brand_id=sender.brand_id,
        campaign_id=sender.campaign_id,
        verification_id=sender.verification_id,
        tier=tier.name,
        segments_a_second=tier.per_second,
        segments_a_day=tier.per_day,
        suspended_why=sender.suspended_why,
        suspended_code=sender.suspended_code,
        suspended_at=sender.suspended_at,
    )

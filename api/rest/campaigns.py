"""Campaigns over REST."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from api.address import address_mark
from api.auth import MayChangeSettings, MayRead
from api.campaign_office import CampaignAct, CampaignOffice, Trial, Wanted, campaign_in, tried, try_out
from api.house import House, HouseDep
from api.rest.conversations import PROBLEMS
from api.rest.models import Page
from conversation.acts import Doer
from conversation.campaign import Campaign, CampaignRecipient, CampaignState, CopyBy, Delivery, RecipientState
from conversation.errors import Unknown
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.role import Permission
from conversation.user import User
from flows.campaign_managing import CampaignPlan

router = APIRouter(prefix="/api/campaigns", tags=["Campaigns"])

MOST = 200


class CampaignIn(BaseModel):
    """A campaign as it is to be. `version` is the one that was read, where one is changed."""

    name: str
    segment: str = Field(description="rules as YAML or JSON; empty for everybody")
    body: str = Field(description="may name {first_name} and {brand}")
    copy_by: CopyBy = CopyBy.PERSON
    hold_out_percent: int = 0
    sender_id: str | None = None
    media: str | None = Field(default=None, description="a picture that `POST /api/media` has taken")
    version: int = 0

    @property
    def plan(self) -> CampaignPlan:
        held_out = self.hold_out_percent
        return CampaignPlan(self.name, self.segment, self.body, self.copy_by, held_out, self.sender_id, self.media)


class ActIn(BaseModel):
    """What an act needs: `version` to review, `day` (ISO) and `hour` (HH:MM) to schedule."""

    version: int = 0
    day: str = ""
    hour: str = ""


class TryIn(BaseModel):
    """A segment and words to try out."""

    segment: str = ""
    body: str = ""
    media: str = ""


class DeliveryOut(BaseModel):
    """How far the texts came, and how many recipients wrote after theirs."""

    queued: int
    sent: int
    delivered: int
    failed: int
    replied: int


class CampaignOut(BaseModel):
    """A campaign with its progress."""

    id: str
    merchant_id: str
    name: str
    version: int
    state: CampaignState
    segment: str
    body: str
    copy_by: CopyBy
    hold_out_percent: int
    sender_id: str | None
    media: str | None
    day: str | None
    hour: str | None
    made_by: str
    reviewed_by: str | None
    reviewed_at: datetime | None
    starts_at: datetime | None
    ended_at: datetime | None
    planned: int
    texted: int
    left_out: int
    cancelled: int
    waiting: int
    reasons: dict[str, int] = Field(description="how many were left out, by rule")
    delivery: DeliveryOut | None = None


class RecipientOut(BaseModel):
    """What became of one recipient."""

    contact_id: str
    state: RecipientState
    planned_for: datetime
    due_at: datetime
    rule: str | None
    why: str | None
    message_id: str | None
    decided_at: datetime | None


class ReachOut(BaseModel):
    """Whom it reaches: the counts after `total` are of `asked` contacts."""

    total: int
    asked: int
    now: int
    later: int
    reasons: dict[str, int]
    text: str
    segments: int
    cost: str


@router.get("", responses=PROBLEMS)
async def list_campaigns(
    house: HouseDep,
    user: MayRead,
    after: Annotated[str | None, Query(description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> Page[CampaignOut]:
    """List the campaigns of your merchants, the newest first."""

    def read(books: Reader) -> list[Campaign]:
        rows = [row for one in user.merchants for row in books.campaigns(one, before=after, limit=limit + 1)]
        return sorted(rows, key=lambda row: row.id, reverse=True)[: limit + 1]

    rows = await house.ledger.read(read)
    return Page(
        items=[campaign_out(row) for row in rows[:limit]], next=rows[limit - 1].id if len(rows) > limit else None
    )


@router.post("/{merchant_id}", status_code=201, responses=PROBLEMS)
async def create(
    merchant_id: MerchantId, wanted: CampaignIn, request: Request, house: HouseDep, user: MayChangeSettings
) -> CampaignOut:
    """Write a draft. 422 names the rule that makes it unlawful, and what to write instead."""
    _check(user, merchant_id)
    return campaign_out(await office_of(house).create(doer_of(request, house, user), merchant_id, wanted.plan))


@router.post("/{merchant_id}/try", responses=PROBLEMS)
async def try_campaign(merchant_id: MerchantId, wanted: TryIn, house: HouseDep, user: MayRead) -> ReachOut:
    """Tell whom a segment reaches, how the text would leave and what it costs. Nothing is written."""
    _see(user, merchant_id)
    now = house.clock.now()
    campaign = tried(merchant_id, wanted.segment, wanted.body, now, wanted.media)
    trial = await house.ledger.read(lambda books: try_out(books, campaign, house.rulebook, now))
    return reach_out(trial)


@router.get("/{merchant_id}/{campaign_id}", responses=PROBLEMS)
async def show(merchant_id: MerchantId, campaign_id: str, house: HouseDep, user: MayRead) -> CampaignOut:
    """Show a campaign with its progress and how far its texts came."""
    _see(user, merchant_id)
    row, delivery = await house.ledger.read(lambda books: campaign_in(books, merchant_id, campaign_id))
    return campaign_out(row, delivery)


@router.put("/{merchant_id}/{campaign_id}", responses=PROBLEMS)
async def change(
    merchant_id: MerchantId,
    campaign_id: str,
    wanted: CampaignIn,
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
) -> CampaignOut:
    """Write it anew; it is a draft then. 409 where somebody was faster."""
    _check(user, merchant_id)
    office = office_of(house)
    return campaign_out(
        await office.change(doer_of(request, house, user), merchant_id, campaign_id, wanted.plan, wanted.version)
    )


@router.post("/{merchant_id}/{campaign_id}/{act}", responses=PROBLEMS)
async def do(
    merchant_id: MerchantId,
    campaign_id: str,
    act: CampaignAct,
    wanted: ActIn,
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
) -> CampaignOut:
    """Review, schedule, start, pause, resume or cancel it."""
    _check(user, merchant_id)
    needs = Wanted(wanted.version, wanted.day, wanted.hour)
    return campaign_out(await office_of(house).do(doer_of(request, house, user), merchant_id, campaign_id, act, needs))


@router.get("/{merchant_id}/{campaign_id}/recipients", responses=PROBLEMS)
async def recipients(
    merchant_id: MerchantId,
    campaign_id: str,
    house: HouseDep,
    user: MayRead,
    state: RecipientState | None = None,
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> Page[RecipientOut]:
    """List what became of the recipients, with rule and reason."""
    _see(user, merchant_id)

    def read(books: Reader) -> tuple[CampaignRecipient, ...]:
        campaign_in(books, merchant_id, campaign_id)
        return books.recipients(merchant_id, campaign_id, state=state, after=after, limit=limit + 1)

    rows = await house.ledger.read(read)
    last = rows[limit - 1].contact_id if len(rows) > limit else None
    return Page(items=[_recipient_out(row) for row in rows[:limit]], next=last)


@router.get("/{merchant_id}/{campaign_id}/recipients.csv", responses=PROBLEMS)
async def recipients_csv(
    merchant_id: MerchantId, campaign_id: str, house: HouseDep, user: MayChangeSettings
) -> StreamingResponse:
    """Download what became of every recipient."""
    _check(user, merchant_id)
    await house.ledger.read(lambda books: campaign_in(books, merchant_id, campaign_id))
    headers = {"Content-Disposition": f'attachment; filename="{campaign_id}.csv"'}
    lines = office_of(house).csv_lines(merchant_id, campaign_id)
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


def office_of(house: House) -> CampaignOffice:
    return CampaignOffice(house.ledger, house.clock, house.rulebook)


def doer_of(request: Request, house: House, user: User) -> Doer:
    return Doer(user.id, address_mark(request, house.settings))


def campaign_out(row: Campaign, delivery: Delivery | None = None) -> CampaignOut:
    return CampaignOut(
        id=row.id,
        merchant_id=row.merchant_id,
        name=row.name,
        version=row.version,
        state=row.state,
        segment=row.rules,
        body=row.body,
        copy_by=row.copy_by,
        hold_out_percent=row.hold_out_percent,
        sender_id=row.sender_id,
        media=row.media_id,
        day=row.day,
        hour=row.hour,
        made_by=row.made_by,
        reviewed_by=row.reviewed_by,
        reviewed_at=row.reviewed_at,
        starts_at=row.starts_at,
        ended_at=row.ended_at,
        planned=row.planned,
        texted=row.texted,
        left_out=row.left_out,
        cancelled=row.cancelled,
        waiting=row.waiting,
        reasons=dict(row.reasons),
        delivery=_delivery_out(delivery) if delivery else None,
    )


def reach_out(trial: Trial) -> ReachOut:
    reach = trial.reach
    return ReachOut(
        total=reach.total,
        asked=reach.asked,
        now=reach.now,
        later=reach.later,
        reasons=dict(reach.reasons),
        text=trial.body.text,
        segments=trial.segments,
        cost=trial.cost,
    )


def _delivery_out(row: Delivery) -> DeliveryOut:
    return DeliveryOut(
        queued=row.queued, sent=row.sent, delivered=row.delivered, failed=row.failed, replied=row.replied
    )


def _recipient_out(row: CampaignRecipient) -> RecipientOut:
    return RecipientOut(
        contact_id=row.contact_id,
        state=row.state,
        planned_for=row.planned_for,
        due_at=row.due_at,
        rule=row.rule,
        why=row.why,
        message_id=row.message_id,
        decided_at=row.decided_at,
    )


def _see(user: User, merchant_id: MerchantId) -> None:
    if not user.may_see(merchant_id):
        raise Unknown("merchant", merchant_id)


def _check(user: User, merchant_id: MerchantId) -> None:
    _see(user, merchant_id)
    user.check(Permission.SETTINGS, merchant_id)

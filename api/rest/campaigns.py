"""Campaigns over REST."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.address import address_mark
from api.auth import MayChangeSettings, MayRead
from api.campaign_office import CampaignAct, CampaignOffice, Wanted, campaign_in, tried, try_out
from api.house import House, HouseDep
from api.merchant_for import check_for
from api.rest.campaign_models import ActIn, CampaignIn, CampaignOut, ReachOut, TryIn, campaign_out, reach_out
from api.rest.conversations import PROBLEMS
from api.rest.models import Page
from conversation.acts import Doer
from conversation.campaign import Campaign
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.role import Permission
from conversation.user import User

router = APIRouter(prefix="/api/campaigns", tags=["Campaigns"])

MOST = 200


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
    check_for(user, merchant_id, Permission.SETTINGS)
    return campaign_out(await office_of(house).create(doer_of(request, house, user), merchant_id, wanted.plan))


@router.post("/{merchant_id}/try", responses=PROBLEMS)
async def try_campaign(merchant_id: MerchantId, wanted: TryIn, house: HouseDep, user: MayRead) -> ReachOut:
    """Tell whom a segment reaches, how the text would leave and what it costs. Nothing is written."""
    check_for(user, merchant_id)
    now = house.clock.now()
    campaign = tried(merchant_id, wanted.segment, wanted.body, now, wanted.media, wanted.discount_percent)
    trial = await house.ledger.read(lambda books: try_out(books, campaign, house.rulebook, now))
    return reach_out(trial)


@router.get("/{merchant_id}/{campaign_id}", responses=PROBLEMS)
async def show(merchant_id: MerchantId, campaign_id: str, house: HouseDep, user: MayRead) -> CampaignOut:
    """Show a campaign with its progress and how far its texts came."""
    check_for(user, merchant_id)
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
    check_for(user, merchant_id, Permission.SETTINGS)
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
    check_for(user, merchant_id, Permission.SETTINGS)
    needs = Wanted(wanted.version, wanted.day, wanted.hour)
    return campaign_out(await office_of(house).do(doer_of(request, house, user), merchant_id, campaign_id, act, needs))


def office_of(house: House) -> CampaignOffice:
    return CampaignOffice(house.ledger, house.clock, house.rulebook, house.shop_of)


def doer_of(request: Request, house: House, user: User) -> Doer:
    return Doer(user.id, address_mark(request, house.settings))

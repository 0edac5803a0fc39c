"""What became of a campaign's recipients, over REST."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from api.auth import MayChangeSettings, MayRead
from api.campaign_office import campaign_in
from api.house import HouseDep
from api.merchant_for import check_for
from api.rest.campaign_models import RecipientOut, recipient_out
from api.rest.campaigns import MOST, office_of
from api.rest.conversations import PROBLEMS
from api.rest.models import Page
from conversation.campaign import CampaignRecipient, RecipientState
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.role import Permission

router = APIRouter(prefix="/api/campaigns", tags=["Campaigns"])


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
    check_for(user, merchant_id)

    def read(books: Reader) -> tuple[CampaignRecipient, ...]:
        campaign_in(books, merchant_id, campaign_id)
        return books.recipients(merchant_id, campaign_id, state=state, after=after, limit=limit + 1)

    rows = await house.ledger.read(read)
    last = rows[limit - 1].contact_id if len(rows) > limit else None
    return Page(items=[recipient_out(row) for row in rows[:limit]], next=last)


@router.get("/{merchant_id}/{campaign_id}/recipients.csv", responses=PROBLEMS)
async def recipients_csv(
    merchant_id: MerchantId, campaign_id: str, house: HouseDep, user: MayChangeSettings
) -> StreamingResponse:
    """Download what became of every recipient."""
    check_for(user, merchant_id, Permission.SETTINGS)
    await house.ledger.read(lambda books: campaign_in(books, merchant_id, campaign_id))
    headers = {"Content-Disposition": f'attachment; filename="{campaign_id}.csv"'}
    lines = office_of(house).csv_lines(merchant_id, campaign_id)
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)

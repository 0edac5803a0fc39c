"""Drafts of a campaign's words over REST: written by the configured model, for a person to pick, edit and review."""

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from api.auth import MayChangeSettings
from api.campaign_drafting import CopyAsked, JudgedDraft
from api.house import HouseDep
from api.merchant_for import check_for
from api.rest.campaigns import doer_of
from api.rest.conversations import PROBLEMS
from conversation.ids import MerchantId
from conversation.role import Permission

router = APIRouter(prefix="/api/campaigns", tags=["Campaigns"])


class BriefIn(BaseModel):
    """What the text is to say, and the discount that the campaign gives."""

    brief: str
    discount_percent: int = 0


class DraftOut(BaseModel):
    """One draft: `text` is how it would leave. `problem`, `rule` and `remedy` say what keeps it from leaving."""

    id: str = Field(description="`draft_id` of the campaign that takes it over, however much it is edited")
    body: str
    text: str
    segments: int
    allowed: bool
    problem: str
    rule: str
    remedy: str


class DraftsOut(BaseModel):
    """The drafts. `is_rehearsal`: no LLM wrote them, the rehearsal model says phrases of its pack."""

    model: str
    prompt_hash: str
    is_rehearsal: bool
    drafts: list[DraftOut]


@router.post("/{merchant_id}/drafts", responses=PROBLEMS)
async def draft_copy(
    merchant_id: MerchantId, wanted: BriefIn, request: Request, house: HouseDep, user: MayChangeSettings
) -> DraftsOut:
    """Have the configured model draft two or three texts. 409 says why there are none. Nothing is sent."""
    check_for(user, merchant_id, Permission.SETTINGS)
    asked = CopyAsked(wanted.brief, wanted.discount_percent)
    made = await house.copywriting.draft(doer_of(request, house, user), merchant_id, asked)
    return DraftsOut(
        model=made.model,
        prompt_hash=made.prompt_hash,
        is_rehearsal=made.is_rehearsal,
        drafts=[_out(one) for one in made.drafts],
    )


def _out(one: JudgedDraft) -> DraftOut:
    return DraftOut(
        id=one.draft.id,
        body=one.draft.body,
        text=one.text,
        segments=one.segments,
        allowed=one.is_allowed,
        problem=one.problem,
        rule=one.rule,
        remedy=one.remedy,
    )

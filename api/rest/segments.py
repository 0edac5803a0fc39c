"""Kept segments over REST: names for rules, to be picked by campaigns."""

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from api.auth import MayChangeSettings, MayRead
from api.house import HouseDep
from api.merchant_for import check_for
from api.rest.campaigns import doer_of
from api.rest.conversations import PROBLEMS
from conversation.ids import MerchantId
from conversation.role import Permission
from conversation.segment import Segment
from flows.segment import in_words, read_rules
from flows.segment_keeping import SegmentDesk

router = APIRouter(prefix="/api/segments", tags=["Campaigns"])


class SegmentIn(BaseModel):
    """A segment to keep."""

    name: str
    rules: str = Field(description="as YAML or JSON; empty for everybody")


class SegmentOut(BaseModel):
    """A kept segment; `words` is what its rules say."""

    id: str
    name: str
    rules: str
    words: str
    updated_at: datetime


@router.get("/{merchant_id}", responses=PROBLEMS)
async def list_segments(merchant_id: MerchantId, house: HouseDep, user: MayRead) -> list[SegmentOut]:
    """List the kept segments, by name."""
    check_for(user, merchant_id)
    return [_out(one) for one in await house.ledger.read(lambda books: books.segments(merchant_id))]


@router.post("/{merchant_id}", responses=PROBLEMS)
async def keep_segment(
    merchant_id: MerchantId, wanted: SegmentIn, request: Request, house: HouseDep, user: MayChangeSettings
) -> SegmentOut:
    """Keep rules under a name, in the place of what it meant before. Campaigns keep what they took over."""
    check_for(user, merchant_id, Permission.SETTINGS)
    doer, now = doer_of(request, house, user), house.clock.now()
    return _out(
        await house.ledger.write(
            lambda books: SegmentDesk(books, merchant_id, doer, now).keep(wanted.name, wanted.rules)
        )
    )


@router.put("/{merchant_id}/{segment_id}", responses=PROBLEMS)
async def change_segment(
    merchant_id: MerchantId,
    segment_id: str,
    wanted: SegmentIn,
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
) -> SegmentOut:
    """Give a segment another name, or other rules. 409 where another has the name."""
    check_for(user, merchant_id, Permission.SETTINGS)
    doer, now = doer_of(request, house, user), house.clock.now()
    return _out(
        await house.ledger.write(
            lambda books: SegmentDesk(books, merchant_id, doer, now).change(segment_id, wanted.name, wanted.rules)
        )
    )


@router.delete("/{merchant_id}/{segment_id}", status_code=204, responses=PROBLEMS)
async def forget_segment(
    merchant_id: MerchantId, segment_id: str, request: Request, house: HouseDep, user: MayChangeSettings
) -> None:
    """Let the name go; campaigns keep the rules that they took over."""
    check_for(user, merchant_id, Permission.SETTINGS)
    doer, now = doer_of(request, house, user), house.clock.now()
    await house.ledger.write(lambda books: SegmentDesk(books, merchant_id, doer, now).forget(segment_id))


def _out(segment: Segment) -> SegmentOut:
    words = in_words(read_rules(segment.rules))
    return SegmentOut(id=segment.id, name=segment.name, rules=segment.rules, words=words, updated_at=segment.updated_at)

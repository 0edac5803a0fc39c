"""Autonomy over REST: what a merchant's AI may do by itself, in which flow and at which hour."""

from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from api.address import address_mark
from api.auth import MayChangeSettings
from api.first_text import FirstText, FirstTextBy, first_text_of
from api.house import House, HouseDep
from api.merchant_for import merchant_for
from api.rest.conversations import PROBLEMS
from api.rest.models import ProblemOut
from api.store_people import AutonomyIn, WindowIn
from conversation.acts import Doer
from conversation.autonomy import Autonomy, Flow
from conversation.autonomy_setting import set_autonomy
from conversation.ids import MerchantId
from conversation.ledger import Books, Reader
from conversation.role import Permission
from conversation.user import User

router = APIRouter(prefix="/api/merchants/{merchant_id}/autonomy", tags=["Agent"])


class FirstTextOut(BaseModel):
    """Who sends the one reminder of a cart now: the AI of its own accord, one of `flows`, or nobody."""

    by: FirstTextBy
    flows: list[str]
    said: str

    @classmethod
    def of(cls, first: FirstText) -> "FirstTextOut":
        return cls(by=first.by, flows=[flow.id for flow in first.flows], said=first.words)


class AutonomyOut(BaseModel):
    """What the AI may do. The first window that covers a moment decides, else `default`; never more than `ceiling`."""

    merchant_id: str
    default: Autonomy
    windows: list[WindowIn]
    suggestion_hours: int = Field(description="hours after which a draft that nobody sent is stale")
    ceiling: Autonomy = Field(description="the operator's switch")
    now: dict[Flow, Autonomy] = Field(description="what holds at this moment, by flow")
    first_text: FirstTextOut


@router.get("", responses=PROBLEMS)
async def get_autonomy(merchant_id: MerchantId, house: HouseDep, user: MayChangeSettings) -> AutonomyOut:
    """Read what the AI may do, and what of it holds now."""
    return await house.ledger.read(lambda books: _out(books, house, user, merchant_id))


@router.put("", responses=PROBLEMS | {422: {"model": ProblemOut}})
async def change_autonomy(
    merchant_id: MerchantId, body: AutonomyIn, request: Request, house: HouseDep, user: MayChangeSettings
) -> AutonomyOut:
    """Let the AI do this from its next text on; the operator's ceiling stays. Each change is an act in the log."""
    doer, now = Doer(user.id, address_mark(request, house.settings)), house.clock.now()

    def command(books: Books) -> AutonomyOut:
        ceiling = _out(books, house, user, merchant_id).ceiling
        set_autonomy(books, merchant_id, body.policy(ceiling), doer, now)
        return _out(books, house, user, merchant_id)

    return await house.ledger.write(command)


def _out(books: Reader, house: House, user: User, merchant_id: MerchantId) -> AutonomyOut:
    merchant = merchant_for(books, user, merchant_id, Permission.SETTINGS)
    policy, local = merchant.settings.autonomy, house.clock.now().astimezone(ZoneInfo(merchant.timezone))
    return AutonomyOut(
        merchant_id=merchant.id,
        default=policy.default,
        windows=[
            WindowIn(mode=one.mode, begins=one.begins, ends=one.ends, days=list(one.days), flows=list(one.flows))
            for one in policy.windows
        ],
        suggestion_hours=policy.suggestion_hours,
        ceiling=policy.ceiling,
        now={flow: policy.mode(flow, local) for flow in Flow},
        first_text=FirstTextOut.of(first_text_of(books, merchant, house.clock.now())),
    )

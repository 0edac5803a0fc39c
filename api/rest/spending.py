"""Spending over REST: what models may cost a merchant, and what they cost today."""

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from api.address import address_mark
from api.auth import MayChangeSettings
from api.house import House, HouseDep
from api.merchant_for import merchant_for
from api.rest.conversations import PROBLEMS
from api.rest.models import ProblemOut
from api.store_spending import SpendLimitsIn
from conversation.acts import Doer
from conversation.ids import MerchantId
from conversation.ledger import Books, Reader
from conversation.role import Permission
from conversation.spend_limits import day_of
from conversation.spend_setting import set_spend_limits
from conversation.user import User

router = APIRouter(prefix="/api/merchants/{merchant_id}/spending", tags=["Agent"])


class SpendingOut(BaseModel):
    """Millionths of a US dollar; null where there is no limit."""

    merchant_id: str
    turn_micros: int | None
    conversation_micros: int | None
    day_micros: int | None
    spent_today_micros: int = Field(description="as far as the prices of the models are known")
    day_ends: datetime = Field(description="the merchant's midnight")


@router.get("", responses=PROBLEMS)
async def get_spending(merchant_id: MerchantId, house: HouseDep, user: MayChangeSettings) -> SpendingOut:
    """Read the limits, and what of the day's is used."""
    return await house.ledger.read(lambda books: _out(books, house, user, merchant_id))


@router.put("", responses=PROBLEMS | {422: {"model": ProblemOut}})
async def limit_spending(
    merchant_id: MerchantId, body: SpendLimitsIn, request: Request, house: HouseDep, user: MayChangeSettings
) -> SpendingOut:
    """Let models cost no more, in US dollars, from the AI's next turn on. Each change is an act in the log."""
    doer, now = Doer(user.id, address_mark(request, house.settings)), house.clock.now()

    def command(books: Books) -> SpendingOut:
        _out(books, house, user, merchant_id)
        set_spend_limits(books, merchant_id, body.limits(), doer, now)
        return _out(books, house, user, merchant_id)

    return await house.ledger.write(command)


def _out(books: Reader, house: House, user: User, merchant_id: MerchantId) -> SpendingOut:
    merchant = merchant_for(books, user, merchant_id, Permission.SETTINGS)
    limits, (begins, ends) = merchant.settings.spending, day_of(merchant, house.clock.now())
    return SpendingOut(
        merchant_id=merchant.id,
        turn_micros=limits.turn,
        conversation_micros=limits.conversation,
        day_micros=limits.day,
        spent_today_micros=books.spent_since(merchant.id, begins),
        day_ends=ends,
    )

"""Facts that people vouched for over an override: what they back, who said so, and taking one back."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from api.auth import MayOverride, MayRead
from api.house import HouseDep
from api.rest.models import ProblemOut
from conversation.errors import Unknown
from conversation.ids import MerchantId
from conversation.ledger import Books, Reader
from conversation.merchant_fact import MerchantFact
from conversation.merchant_facts import retire_fact
from conversation.role import Permission

router = APIRouter(prefix="/api/facts", tags=["Facts"])


class FactOut(BaseModel):
    """One fact. `basis` is the source that was named, or ``checked``; it backs claims while it is `live`."""

    id: str
    merchant_id: str
    statement: str
    basis: str
    said_by: str
    conversation: str
    said_at: datetime
    expires_at: datetime
    retired_at: datetime | None
    live: bool


@router.get("", responses={401: {"model": ProblemOut}})
async def list_facts(house: HouseDep, user: MayRead) -> list[FactOut]:
    """List the facts of your merchants, oldest first, those that are over too."""
    now = house.clock.now()

    def read(books: Reader) -> list[FactOut]:
        return [fact_out(fact, now) for merchant in user.merchants for fact in books.merchant_facts(merchant)]

    return await house.ledger.read(read)


@router.post(
    "/{merchant_id}/{fact_id}/retire",
    responses={code: {"model": ProblemOut} for code in (401, 403, 404, 409)},
)
async def retire(merchant_id: MerchantId, fact_id: str, house: HouseDep, user: MayOverride) -> FactOut:
    """Take a fact back: it backs nothing from now on. 409 when it was taken back already."""
    now = house.clock.now()

    def command(books: Books) -> FactOut:
        if not user.may_see(merchant_id):
            raise Unknown("merchant", merchant_id)
        user.check(Permission.OVERRIDE, merchant_id)
        return fact_out(retire_fact(books, merchant_id, fact_id, now), now)

    return await house.ledger.write(command)


def fact_out(fact: MerchantFact, now: datetime) -> FactOut:
    return FactOut(
        id=fact.id,
        merchant_id=fact.merchant_id,
        statement=fact.statement,
        basis=fact.basis,
        said_by=fact.said_by,
        conversation=fact.conversation_id,
        said_at=fact.said_at,
        expires_at=fact.expires_at,
        retired_at=fact.retired_at,
        live=fact.is_live(now),
    )

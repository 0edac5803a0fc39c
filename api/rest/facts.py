"""Facts that people vouched for over an override: what they back, who said so, and taking one back."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel

from api.auth import MayOverride, MayRead
from api.house import HouseDep
from api.merchant_for import check_for
from api.rest.conversations import CONFLICTS, desk_for, merchant_for
from api.rest.models import ProblemOut
from conversation.ids import ConversationId, MerchantId, MessageId
from conversation.ledger import Books, Reader
from conversation.merchant_fact import MerchantFact
from conversation.merchant_facts import change_fact, retire_fact
from conversation.role import Permission
from handoff.fact_keeping import keep_as_fact

router = APIRouter(prefix="/api/facts", tags=["Facts"])
of_text = APIRouter(prefix="/api/conversations/{conversation_id}/messages/{message_id}", tags=["Facts"])


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
        check_for(user, merchant_id, Permission.OVERRIDE)
        return fact_out(retire_fact(books, merchant_id, fact_id, now), now)

    return await house.ledger.write(command)


class FactIn(BaseModel):
    """What the fact is to say from now on, and until when."""

    statement: str
    expires_at: AwareDatetime


@router.put(
    "/{merchant_id}/{fact_id}",
    responses={code: {"model": ProblemOut} for code in (401, 403, 404, 409, 422)},
)
async def change(merchant_id: MerchantId, fact_id: str, fact: FactIn, house: HouseDep, user: MayOverride) -> FactOut:
    """Put another fact in its place, which you vouch for; the old one stays, taken back. 409 when it was already."""
    now = house.clock.now()

    def command(books: Books) -> FactOut:
        check_for(user, merchant_id, Permission.OVERRIDE)
        changed = change_fact(books, merchant_id, fact_id, fact.statement, fact.expires_at, user.id, now)
        return fact_out(changed, now)

    return await house.ledger.write(command)


@of_text.post("/fact", status_code=201, responses=CONFLICTS)
async def keep(conversation_id: ConversationId, message_id: MessageId, house: HouseDep, user: MayOverride) -> FactOut:
    """Keep a person's text as a fact, without the shopper's name. 409 when it is kept already."""

    def command(books: Books) -> FactOut:
        merchant_id = merchant_for(books, user, conversation_id, Permission.OVERRIDE)
        fact = keep_as_fact(desk_for(house, books, user), merchant_id, conversation_id, message_id)
        return fact_out(fact, house.clock.now())

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

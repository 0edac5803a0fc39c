"""Halts over REST: where an emergency keeps everything that sells from leaving."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.auth import MayRead
from api.house import HouseDep
from api.rest.models import ProblemOut
from conversation.halt import Halt
from conversation.ledger import Reader

router = APIRouter(prefix="/api/halts", tags=["Halts"])


class HaltOut(BaseModel):
    """One halt. An operator makes and lifts it with `twolane compliance halt` and `resume`."""

    id: str
    merchant_id: str = Field(description="`*` for every merchant")
    region: str = Field(description="a US state or territory, or `US` for all of them; empty for a template")
    template: str = Field(description="what carriers filter, and nothing is made from; empty for a region")
    reason: str
    by: str
    since: datetime
    live: bool
    lifted_at: datetime | None
    lifted_by: str | None


@router.get("", responses={401: {"model": ProblemOut}})
async def list_halts(house: HouseDep, user: MayRead) -> list[HaltOut]:
    """List the halts that bind your merchants, oldest first, lifted ones too."""

    def read(books: Reader) -> list[HaltOut]:
        found = {halt.id: halt for merchant in user.merchants for halt in books.halts(merchant)}
        return [halt_out(halt) for halt in sorted(found.values(), key=lambda one: (one.since, one.id))]

    return await house.ledger.read(read)


def halt_out(halt: Halt) -> HaltOut:
    return HaltOut(
        id=halt.id,
        merchant_id=halt.merchant_id,
        region=halt.region,
        template=halt.template,
        reason=halt.reason,
        by=halt.by,
        since=halt.since,
        live=halt.is_live,
        lifted_at=halt.lifted_at,
        lifted_by=halt.lifted_by,
    )

"""Is this process fit to serve?"""

import asyncio

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.house import HouseDep

router = APIRouter(tags=["Health"])

PATIENCE = 5.0
"""Seconds that the ledger may take to answer."""


class HealthOut(BaseModel):
    """Nothing about anybody: who asks is not asked for a key."""

    ledger: str = Field(description="always `answers`: where it does not, the answer is no 200")
    events: str = Field(description="`up`: other processes ring; `polling`: they do not, and nothing is lost by it")
    stumbling: list[str] = Field(
        description="what this process does by itself and failed to do last; it goes on trying, and its log says why"
    )


@router.get("/health")
async def health(house: HouseDep) -> HealthOut:
    """Answer while the ledger can be read."""
    async with asyncio.timeout(PATIENCE):
        await house.ledger.read(lambda books: books.work_at(house.clock.now()))
    events = "up" if house.live.health.is_up else "polling"
    return HealthOut(ledger="answers", events=events, stumbling=sorted(house.loops.stumbling))

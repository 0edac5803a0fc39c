"""Evaluation in production over REST: what sampled conversations earned, and whether they drift."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.auth import MayRead
from api.evaluating import Blessed, CheckRow, Series
from api.house import HouseDep
from api.live_figures import live_figures
from api.rest.models import ProblemOut
from conversation.live_score import LiveScore

router = APIRouter(prefix="/api/evals", tags=["Evals"])

MOST_FINDINGS = 100


class FindingOut(BaseModel):
    """One check that a conversation violated. `seq` is the text that did; null: none in particular."""

    conversation_id: str
    check: str
    seq: int | None
    quiet_since: datetime


class LiveOut(BaseModel):
    """The last 28 days. States: `steady`, `drifted`, or `inconclusive`, where so few conversations show neither."""

    rate: float = Field(description="the share of conversations that is judged, from 0 to 1; 0 where none is")
    quiet_hours: float = Field(description="how long nothing must have happened in a conversation before it is judged")
    conversations: int
    violated: int
    blessed: Blessed | None = Field(description="the baseline: who moved it, why, and what it had earned")
    trouble: str | None = Field(description="what keeps live conversations from being compared")
    checks: list[CheckRow]
    series: list[Series] = Field(description="by prompt and model, the newest first")
    findings: list[FindingOut] = Field(description="the newest first, 100 at most")


@router.get("/live", responses={401: {"model": ProblemOut}, 403: {"model": ProblemOut}})
async def live(house: HouseDep, user: MayRead) -> LiveOut:
    """Read what sampled live conversations of your merchants earned, beside the blessed baseline."""
    figures = await live_figures(house, user)
    standing = figures.standing
    return LiveOut(
        rate=figures.rate,
        quiet_hours=figures.quiet.total_seconds() / 3600,
        conversations=len(figures.scores),
        violated=figures.violated,
        blessed=standing.blessed if standing else None,
        trouble=standing.trouble if standing else "nothing that judges live conversations is joined to this process",
        checks=list(standing.checks) if standing else [],
        series=list(standing.series) if standing else [],
        findings=[one for score in figures.scores for one in _findings(score)][:MOST_FINDINGS],
    )


def _findings(score: LiveScore) -> list[FindingOut]:
    return [
        FindingOut(
            conversation_id=score.conversation_id,
            check=violation.check,
            seq=violation.seq,
            quiet_since=score.quiet_since,
        )
        for violation in score.violations
    ]

"""What came of a flow over REST, as the Flows page and Analytics count it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.analytics.flow_figures import SUMMED, flow_figures
from api.analytics.flow_trials import Trial, trials_of
from api.analytics.period import Period
from api.auth import MayRead
from api.flow_office import FlowOffice
from api.house import HouseDep
from api.rest.analytics import ColumnOut
from api.rest.conversations import PROBLEMS
from api.rest.models import ProblemOut
from conversation.acts import Doer
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.role import Permission
from flows.keeping import text_of
from flows.reading import read_flow

router = APIRouter(prefix="/api/merchants/{merchant_id}/flows", tags=["Flows"])


class TrialOut(BaseModel):
    """A hold-out or an A/B test of the flow, and what shows so far."""

    name: str
    said: str

    @classmethod
    def of(cls, trial: Trial) -> "TrialOut":
        return cls(name=trial.name, said=trial.words)


class FlowFiguresOut(BaseModel):
    """Whole days in the merchant's zone, both included. `steps` are in the order of `columns`; money in minor units."""

    flow: str
    first: date = Field(serialization_alias="from")
    last: date = Field(serialization_alias="to")
    currency: str
    sent: int
    replied: int = Field(description=SUMMED)
    opted_out: int = Field(description=SUMMED)
    orders: int
    revenue: int = Field(description="in minor units")
    columns: list[ColumnOut]
    steps: list[list[str | int | float]]
    trials: list[TrialOut]


@router.get("/{flow_id}/figures", responses=PROBLEMS | {422: {"model": ProblemOut}})
async def figures_of_flow(
    merchant_id: MerchantId,
    flow_id: str,
    house: HouseDep,
    user: MayRead,
    days: Annotated[int, Query(description="the last so many, today included")] = 30,
) -> FlowFiguresOut:
    """Read what became of the flow's texts, by step and variant, and what it tries."""
    now = house.clock.now()
    office = FlowOffice(house.rulebook, user, Doer(user.id), now, Permission.READ)

    def read(books: Reader) -> FlowFiguresOut:
        merchant, stored = office.merchant(books, merchant_id), office.flow(books, merchant_id, flow_id)
        figures = flow_figures(books, merchant, Period.read(merchant.timezone, now, days=days))
        totals, sheet = figures.totals(flow_id), figures.sheet(flow_id)
        flow = read_flow(text_of(books, merchant_id, flow_id, stored.version)).flow
        return FlowFiguresOut(
            flow=flow_id,
            first=figures.period.first,
            last=figures.period.last,
            currency=figures.currency,
            sent=totals.sent,
            replied=totals.replied,
            opted_out=totals.opted_out,
            orders=totals.bought.orders,
            revenue=totals.bought.money.minor,
            columns=[ColumnOut(name=column.name, how=column.how) for column in sheet.columns],
            steps=[[cell.value for cell in row] for row in sheet.rows],
            trials=[TrialOut.of(one) for one in trials_of(books, merchant, flow, figures.currency)] if flow else [],
        )

    return await house.ledger.read(read)

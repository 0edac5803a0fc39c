"""Analytics over REST: the tables of a period, what experiments show, and how orders are credited."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from api.address import address_mark
from api.analytics.asking import report_for
from api.analytics.report import Report
from api.analytics.sentences import of_lift, of_variants
from api.analytics.sheets import sheets_of
from api.auth import MayChangeSettings, MayRead
from api.house import HouseDep
from api.merchant_for import merchant_for
from api.rest.conversations import PROBLEMS
from api.rest.models import ProblemOut
from conversation.acts import Doer
from conversation.attribution_rule import AttributionRule, AutomationRule, Models
from conversation.errors import NotAllowed
from conversation.ids import MerchantId
from conversation.ledger import Books, Reader
from conversation.role import Permission, Permitted
from conversation.touch import Automation
from conversation.user import User
from flows.attribution_setting import set_attribution, set_automation_rule

router = APIRouter(prefix="/api/merchants/{merchant_id}", tags=["Analytics"])
FAULTS = PROBLEMS | {422: {"model": ProblemOut}}


class ColumnOut(BaseModel):
    name: str
    how: str = Field(description="how it is counted; empty where its name says it")


class TableOut(BaseModel):
    """Rows are in the order of the columns. Money is in minor units, waits are in seconds, shares from 0 to 1."""

    id: str
    title: str
    about: str
    columns: list[ColumnOut]
    rows: list[list[str | int | float]]


class ExperimentOut(BaseModel):
    """`winner` is null until one has won; `p` is that of the best two variants, and holds however often it is read."""

    id: str
    name: str
    said: str
    winner: str | None
    p: float | None


class AnalyticsOut(BaseModel):
    """Days are whole ones in the merchant's zone, both included."""

    merchant_id: str
    first: date = Field(serialization_alias="from")
    last: date = Field(serialization_alias="to")
    zone: str
    currency: str = Field(description="that of most orders; tables of several currencies name each")
    tables: list[TableOut]
    experiments: list[ExperimentOut]


class RuleModel(BaseModel):
    """Days from 0 to 30; 0: never. `models`: all, click_or_code, code or none."""

    models: Models = Models.ALL
    click_days: int = 7
    code_days: int = 7
    view_days: int = 1
    hold_out_percent: int = Field(0, description="from 0 to 50; of a campaign the campaign itself says it")

    def rule(self) -> AttributionRule:
        return AttributionRule(self.models, self.click_days, self.code_days, self.view_days)


class AttributionOut(RuleModel):
    """The brand's rule, and those of flows and campaigns that are counted more strictly."""

    narrowed: dict[str, RuleModel] = Field(description="by kind and id, such as `flow/welcome`")


@router.get("/analytics", responses=FAULTS)
async def analytics(
    merchant_id: MerchantId,
    house: HouseDep,
    user: MayRead,
    days: int | None = None,
    first: Annotated[str, Query(alias="from")] = "",
    last: Annotated[str, Query(alias="to")] = "",
) -> AnalyticsOut:
    """Read the last `days` days, 30 where nothing is said, or from one date to another."""
    now = house.clock.now()
    report = await house.ledger.read(
        lambda books: report_for(books, user, merchant_id, now, days=days, first=first, last=last)
    )
    return AnalyticsOut(
        merchant_id=merchant_id,
        first=report.period.first,
        last=report.period.last,
        zone=report.period.zone.key,
        currency=report.currency,
        tables=[
            TableOut(
                id=sheet.id,
                title=sheet.title,
                about=sheet.about,
                columns=[ColumnOut(name=column.name, how=column.how) for column in sheet.columns],
                rows=[[cell.value for cell in row] for row in sheet.rows],
            )
            for sheet in sheets_of(report)
        ],
        experiments=_experiments(report),
    )


@router.get("/attribution", responses=PROBLEMS)
async def get_attribution(merchant_id: MerchantId, house: HouseDep, user: MayRead) -> AttributionOut:
    """Read how orders are credited, and who is held out."""
    return await house.ledger.read(lambda books: _attribution(books, user, merchant_id))


@router.put("/attribution", responses=FAULTS)
async def put_attribution(
    merchant_id: MerchantId, body: RuleModel, request: Request, house: HouseDep, user: MayChangeSettings
) -> AttributionOut:
    """Credit the brand's orders so, from the next one on. Each change is an act in the log."""
    doer, now = Doer(user.id, address_mark(request, house.settings)), house.clock.now()

    def command(books: Books) -> AttributionOut:
        _may_set(books, user, merchant_id)
        set_attribution(books, merchant_id, body.rule(), body.hold_out_percent, doer, now)
        return _attribution(books, user, merchant_id)

    return await house.ledger.write(command)


@router.put("/attribution/{automation}/{automation_id}", responses=FAULTS)
async def put_automation_rule(
    merchant_id: MerchantId,
    automation: Automation,
    automation_id: str,
    body: RuleModel,
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
) -> AttributionOut:
    """Credit a flow's or campaign's orders more strictly than the brand's, and hold out a share of its contacts."""
    doer, now = Doer(user.id, address_mark(request, house.settings)), house.clock.now()
    rule = AutomationRule(merchant_id, automation, automation_id, body.rule(), body.hold_out_percent, now)

    def command(books: Books) -> AttributionOut:
        _may_set(books, user, merchant_id)
        set_automation_rule(books, rule, doer)
        return _attribution(books, user, merchant_id)

    return await house.ledger.write(command)


def _may_set(books: Reader, user: User, merchant_id: MerchantId) -> None:
    merchant_for(books, user, merchant_id)
    if not isinstance(user.may(Permission.SETTINGS, merchant_id), Permitted):
        raise NotAllowed(f"{user.name} may not set how this merchant's orders are counted")


def _attribution(books: Reader, user: User, merchant_id: MerchantId) -> AttributionOut:
    settings = merchant_for(books, user, merchant_id).settings
    narrowed = {
        f"{one.kind.value}/{one.automation_id}": RuleModel(**_fields(one.rule, one.hold_out_percent))
        for one in books.automation_rules(merchant_id)
    }
    return AttributionOut(**_fields(settings.attribution, settings.hold_out_percent), narrowed=narrowed)


def _fields(rule: AttributionRule, hold_out_percent: int) -> dict[str, int | str]:
    days = {"click_days": rule.click_days, "code_days": rule.code_days, "view_days": rule.view_days}
    return {"models": rule.models.value, **days, "hold_out_percent": hold_out_percent}


def _experiments(report: Report) -> list[ExperimentOut]:
    found = []
    for one in report.experiments:
        told = [of_variants(one.variants)] if one.variants else []
        told += [of_lift(one.lift, report.currency)] if one.lift else []
        result = one.variants or (one.lift.conversion if one.lift else None)
        if result is not None:
            p = result.comparisons[0].lasting_p
            winner = one.variants.winner if one.variants else None
            found.append(ExperimentOut(id=one.id, name=one.name, said=" ".join(told), winner=winner, p=p))
    return found

"""Analytics as a page: what texts brought, who brought it, and what experiments show."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from markupsafe import Markup

from api.analytics import definitions
from api.analytics.asking import report_for
from api.analytics.experiments import Experiment
from api.analytics.period import CHOICES, Period
from api.analytics.report import Report
from api.analytics.sentences import of_lift, of_variants
from api.analytics.sheet import Sheet
from api.analytics.sheets import sheet_named, sheets_of
from api.auth import MayRead
from api.house import HouseDep
from api.pages.analytics_counting import Counting, counting_of
from api.pages.bars import Bar, bars
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.pages.rendering import HEADERS, render
from api.pages.shell import Shell, shell_of
from conversation.errors import Unknown
from conversation.ids import MerchantId
from conversation.user import User

router = APIRouter(prefix="/analytics", route_class=PageRoute, include_in_schema=False)

Days = Annotated[int | None, Query()]
Of = Annotated[MerchantId, Query()]
From = Annotated[str, Query(alias="from")]
To = Annotated[str, Query(alias="to")]


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure, large. `how` says how it is counted."""

    name: str
    figure: str
    beside: str
    how: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A link to another period, or another brand."""

    href: str
    words: str
    current: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """What an experiment shows."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class AnalyticsPage:
    """`query` names the brand and the period for links to files; `ends` are words beside the chart on a phone."""

    merchant_id: MerchantId
    brands: tuple[Choice, ...]
    periods: tuple[Choice, ...]
    first: str
    last: str
    said: str
    query: str
    headlines: tuple[Headline, ...]
    chart: Markup
    ends: tuple[str, str, str]
    findings: tuple[Finding, ...]
    sheets: tuple[Sheet, ...]
    counting: Counting


@router.get("")
async def overview(
    house: HouseDep, user: MayRead, merchant: Of = "", days: Days = None, first: From = "", last: To = ""
) -> Response:
    """Show a period's figures."""
    merchant_id = merchant or _first_of(user)

    def build(seen: Look) -> tuple[Shell, AnalyticsPage]:
        report = report_for(seen.books, user, merchant_id, seen.now, days=days, first=first, last=last)
        return shell_of(seen, "analytics", "/analytics"), analytics_page(seen, report, days)

    shell, view = await look(house, user, build)
    return render("analytics.html", shell=shell, view=view)


@router.get("/{table}.csv")
async def file(
    table: str, house: HouseDep, user: MayRead, merchant: Of = "", days: Days = None, first: From = "", last: To = ""
) -> Response:
    """Answer with one table as a file."""
    now, merchant_id = house.clock.now(), merchant or _first_of(user)
    report = await house.ledger.read(
        lambda books: report_for(books, user, merchant_id, now, days=days, first=first, last=last)
    )
    sheet = sheet_named(report, table)
    if sheet is None:
        raise Unknown("table", table)
    named = f"{table}-{report.period.first}-{report.period.last}.csv"
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{named}"'}
    return Response(sheet.as_csv(), media_type="text/csv; charset=utf-8", headers=headers)


def analytics_page(seen: Look, report: Report, days: int | None) -> AnalyticsPage:
    """Return the page of a report."""
    period, merchant_id = report.period, report.merchant.id
    is_own = days is None and period != Period.read(period.zone.key, seen.now)
    span = {"days": str(len(period.days))}
    if is_own:
        span = {"from": period.first.isoformat(), "to": period.last.isoformat()}
    return AnalyticsPage(
        merchant_id=merchant_id,
        brands=_brands(seen, merchant_id, span),
        periods=tuple(
            Choice(
                f"/analytics?{urlencode({'merchant': merchant_id, 'days': one})}",
                f"{one} days",
                not is_own and len(period.days) == one,
            )
            for one in CHOICES
        ),
        first=period.first.isoformat(),
        last=period.last.isoformat(),
        said=f"{period.first:%-d %b %Y} to {period.last:%-d %b %Y}, in {period.zone.key}",
        query=urlencode({"merchant": merchant_id, **span}),
        headlines=_headlines(report),
        chart=_chart(report),
        ends=_ends(report),
        findings=tuple(_finding(one, report.currency) for one in report.experiments if one.variants or one.lift),
        sheets=sheets_of(report),
        counting=counting_of(seen, report.merchant),
    )


def _first_of(user: User) -> MerchantId:
    return user.merchants[0] if user.merchants else ""


def _brands(seen: Look, chosen: MerchantId, span: dict[str, str]) -> tuple[Choice, ...]:
    found = [merchant for ref in seen.user.merchants if (merchant := seen.books.merchant(ref)) is not None]
    return tuple(
        Choice(f"/analytics?{urlencode({'merchant': one.id, **span})}", one.name, one.id == chosen) for one in found
    )


def _headlines(report: Report) -> tuple[Headline, ...]:
    credited, placed = report.credited(report.currency), report.sum_of(report.currency)
    share = f"{credited.orders / placed.orders:.0%} of all {placed.orders:,}" if placed.orders else "no order at all"
    sent = sum(one.sent for one in report.reach)
    talks = sum(one.conversations for one in report.talks)
    replies = sum(one.replies for one in report.talks)
    stopped = sum(one.opted_out for one in report.talks)
    rate = f"{stopped / talks:.1%} of conversations" if talks else "no conversation"
    return (
        Headline("Recovered revenue", str(credited.money), f"of {placed.money} in all", definitions.REVENUE),
        Headline("Recovered orders", f"{credited.orders:,}", share, definitions.RECOVERED),
        Headline("Sent by flows and campaigns", f"{sent:,}", "texts", definitions.SENT),
        Headline("Replies", f"{replies:,}", f"conversations: {talks:,}", definitions.REPLIES),
        Headline("Opt-outs", f"{stopped:,}", rate, "Conversations in which the number opted out in the period."),
    )


def _chart(report: Report) -> Markup:
    found = [
        Bar(
            day.placed.money.minor,
            day.credited.money.minor,
            f"{day.day:%-d %b}",
            f"{day.day:%a %-d %b}: {day.credited.money} of {day.placed.money} recovered",
        )
        for day in report.days
    ]
    best = max(report.days, key=lambda day: day.placed.money.minor)
    credited, placed = report.credited(report.currency), report.sum_of(report.currency)
    most = f"most on {best.day:%-d %b}, {best.placed.money}"
    label = f"Revenue by day: {credited.money} of {placed.money} recovered; {most}"
    return bars(found, str(best.placed.money), label)


def _ends(report: Report) -> tuple[str, str, str]:
    """Say what a chart that is too small for words would: its first day, its highest and its last."""
    best = max(report.days, key=lambda day: day.placed.money.minor)
    most = f"{best.placed.money} on {best.day:%-d %b}"
    return f"{report.days[0].day:%-d %b}", most, f"{report.days[-1].day:%-d %b}"


def _finding(one: Experiment, currency: str) -> Finding:
    told = [of_variants(one.variants)] if one.variants else []
    told += [of_lift(one.lift, currency)] if one.lift else []
    return Finding(one.name, " ".join(told))

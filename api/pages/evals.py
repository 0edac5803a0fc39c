"""Evals as a page: what was blessed, what sampled live conversations earned since, and whether they drift."""

import asyncio
from dataclasses import dataclass

from fastapi import APIRouter, Response
from markupsafe import Markup

from api.auth import MayRead
from api.evaluating import Blessed, CheckRow, Drift, DriftRow, Series
from api.house import HouseDep
from api.live_figures import LiveFigures, live_figures
from api.pages.look import Look, look
from api.pages.moments import Moments, Stamp, moments_for
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_tabs import merchants_with
from api.pages.shell import Shell, shell_of
from api.pages.sparkline import sparkline
from api.run_reports import RunReport, run_reports
from conversation.live_score import LiveScore
from conversation.role import Permission

router = APIRouter(route_class=PageRoute, include_in_schema=False)

MOST_FINDINGS = 20
FIGURE = ".3g"
LEAST_P = 0.001
"""What is smaller is told as less than it."""
_ORDER = (Drift.DRIFTED, Drift.INCONCLUSIVE, Drift.STEADY)


@dataclass(frozen=True, slots=True)
class Metric:
    """One line of the table of drift, in words; empty where there is no figure."""

    what: str
    before: str
    after: str
    difference: str
    detectable: str
    p: str
    state: Drift
    picture: Markup


@dataclass(frozen=True, slots=True)
class SeriesView:
    """One prompt and model. `counts` says how many metrics are in which state."""

    title: str
    about: str
    since: Stamp
    until: Stamp
    counts: str
    metrics: tuple[Metric, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A conversation at fault, with the checks it violated and by which texts."""

    href: str
    words: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Run:
    """The report of a run in the folder of runs."""

    name: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class EvalsPage:
    """`sampling` says what is judged. `blessed_at` is when the baseline was moved.

    `runs` are there for whoever may change settings."""

    is_joined: bool
    sampling: str
    conversations: int
    violated: int
    days: int
    blessed: Blessed | None
    blessed_at: Stamp | None
    trouble: str | None
    checks: tuple[CheckRow, ...]
    series: tuple[SeriesView, ...]
    findings: tuple[Finding, ...]
    runs: tuple[Run, ...]


@router.get("/evals")
async def overview(house: HouseDep, user: MayRead) -> Response:
    """Show how live conversations stand."""
    figures = await live_figures(house, user)
    may_open = merchants_with(user, Permission.SETTINGS)
    reports = await asyncio.to_thread(run_reports, house.settings) if may_open else ()

    def build(seen: Look) -> tuple[Shell, EvalsPage]:
        return shell_of(seen, "evals", "/evals"), evals_page(seen, figures, reports)

    shell, view = await look(house, user, build)
    return render("evals.html", shell=shell, view=view)


def evals_page(seen: Look, figures: LiveFigures, reports: tuple[RunReport, ...]) -> EvalsPage:
    """Return the page, with times in the first merchant's zone."""
    merchants = seen.user.merchants
    moments = moments_for(None, seen.books.merchant(merchants[0]) if merchants else None, seen.now)
    standing = figures.standing
    blessed = standing.blessed if standing else None
    faulty = [score for score in figures.scores if score.violations or score.crashed]
    return EvalsPage(
        is_joined=standing is not None,
        sampling=_sampling(figures),
        conversations=len(figures.scores),
        violated=figures.violated,
        days=figures.window.days,
        blessed=blessed,
        blessed_at=moments.at(blessed.at) if blessed else None,
        trouble=standing.trouble if standing else None,
        checks=tuple(row for row in standing.checks if row.looked_at or row.crashed) if standing else (),
        series=tuple(_series(one, moments) for one in standing.series) if standing else (),
        findings=tuple(_finding(score, moments) for score in faulty[:MOST_FINDINGS]),
        runs=tuple(Run(report.run, moments.at(report.at)) for report in reports),
    )


def _sampling(figures: LiveFigures) -> str:
    share = "every conversation" if figures.rate >= 1 else f"{figures.rate:.3g} of conversations"
    minutes = round(figures.quiet.total_seconds() / 60)
    quiet = f"{minutes} minutes" if minutes < 60 else f"{minutes / 60:g} hours"
    return f"{share}, once, when nothing has happened there for {quiet}"


def _series(one: Series, moments: Moments) -> SeriesView:
    rows = sorted(one.rows, key=lambda row: _ORDER.index(row.drift))
    counted = [(state, sum(row.drift is state for row in rows)) for state in _ORDER]
    return SeriesView(
        title=f"Prompt {one.pack_hash[:8] or 'unknown'}, {one.model or 'unknown'} model",
        about="The blessed prompt and model." if one.is_blessed else "Another prompt or model than the blessed one.",
        since=moments.at(one.since),
        until=moments.at(one.until),
        counts=", ".join(f"{count} {state.value}" for state, count in counted if count),
        metrics=tuple(_metric(row) for row in rows),
    )


def _metric(row: DriftRow) -> Metric:
    bounds = "" if row.low is None or row.high is None else f" ({row.low:+.3g} to {row.high:+.3g})"
    return Metric(
        what=row.what,
        before=f"{row.before:{FIGURE}}",
        after=f"{row.after:{FIGURE}}",
        difference=f"{row.after - row.before:+.3g}{bounds}",
        detectable="" if row.detectable is None else f"{row.detectable:.2f} SD",
        p="" if row.p is None else f"{row.p:.3f}" if row.p >= LEAST_P else f"<{LEAST_P}",
        state=row.drift,
        picture=sparkline(row.points, row.before, FIGURE),
    )


def _finding(score: LiveScore, moments: Moments) -> Finding:
    violated = [f"{one.check}" + (f" by text {one.seq}" if one.seq else "") for one in score.violations]
    crashed = [f"{check} could not be judged" for check in score.crashed]
    return Finding(
        f"/conversations/{score.conversation_id}", ", ".join((*violated, *crashed)), moments.at(score.quiet_since)
    )

"""What a flow's page says of what came of it: its texts by step and variant, and what it tries."""

from dataclasses import dataclass

from api.analytics.flow_figures import flow_figures
from api.analytics.flow_trials import Trial, trials_of
from api.analytics.period import CHOICES, Period
from api.analytics.sheet import Sheet
from api.pages.look import Look
from conversation.merchant import Merchant
from flows.flow import Flow


@dataclass(frozen=True, slots=True)
class PeriodTab:
    href: str
    words: str
    current: bool


@dataclass(frozen=True, slots=True)
class FlowResults:
    """`sheet` has no rows where nobody was texted in the period."""

    said: str
    periods: tuple[PeriodTab, ...]
    sheet: Sheet
    trials: tuple[Trial, ...]
    analytics: str


def results_of(seen: Look, merchant: Merchant, flow_id: str, flow: Flow | None, days: int | None) -> FlowResults:
    """Return what came of the flow in the last `days` days. Raises Invalid for days that are out of range."""
    period = Period.read(merchant.timezone, seen.now, days=days)
    figures, length = flow_figures(seen.books, merchant, period), len(period.days)
    return FlowResults(
        said=f"{period.first:%-d %b} to {period.last:%-d %b %Y}, counted as in",
        periods=tuple(
            PeriodTab(f"/flows/{flow_id}?merchant={merchant.id}&days={one}#results", f"{one} days", one == length)
            for one in CHOICES
        ),
        sheet=figures.sheet(flow_id),
        trials=trials_of(seen.books, merchant, flow, figures.currency) if flow else (),
        analytics=f"/analytics?merchant={merchant.id}&days={length}",
    )

"""What came of a merchant's flows in a period, as Analytics counts it: of each, and of its steps and variants."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from api.analytics.adding import added
from api.analytics.day_counting import days_of
from api.analytics.period import Period
from api.analytics.report import Sum, main_currency, sum_up
from api.analytics.sheet import Sheet
from api.analytics.texts_sheet import texts_sheet
from conversation.figures import CreditedSum, Reach
from conversation.ledger import Reader
from conversation.merchant import Merchant
from conversation.touch import Automation

SUMMED = "Of a flow: summed over its texts, so that a contact who answers two of them counts for both."


@dataclass(frozen=True, slots=True)
class FlowTotals:
    """One flow's. `replied` and `opted_out` are summed over its texts; an order is credited to one text at most."""

    sent: int
    replied: int
    opted_out: int
    bought: Sum


@dataclass(frozen=True, slots=True)
class FlowFigures:
    """Every flow's of one merchant and period. `currency` is that of most orders."""

    period: Period
    currency: str
    reach: tuple[Reach, ...]
    sums: tuple[CreditedSum, ...]

    def totals(self, flow_id: str) -> FlowTotals:
        steps = self._steps(flow_id)
        return FlowTotals(
            sent=sum(one.sent for one in steps),
            replied=sum(one.replied for one in steps),
            opted_out=sum(one.opted_out for one in steps),
            bought=sum_up(self.sums, self.currency, _is_of(flow_id)),
        )

    def sheet(self, flow_id: str) -> Sheet:
        """Return a row for each of the flow's steps and variants; none where it texted nobody."""
        source = (Automation.FLOW, flow_id)
        whole = texts_sheet(self._steps(flow_id), self.sums, self.currency, {source: flow_id})
        rows = tuple(row[1:] for row in whole.rows)
        return replace(whole, title="What came of it", columns=whole.columns[1:], rows=rows)

    def _steps(self, flow_id: str) -> tuple[Reach, ...]:
        return tuple(one for one in self.reach if (one.kind, one.automation_id) == (Automation.FLOW, flow_id))


def flow_figures(reader: Reader, merchant: Merchant, period: Period) -> FlowFigures:
    """Read the flows' figures of the period."""
    days = days_of(reader, merchant, period)
    sums = added(one for day in days for one in day.sums)
    return FlowFigures(period, main_currency(sums), added(one for day in days for one in day.reach), sums)


def _is_of(flow_id: str) -> Callable[[CreditedSum], bool]:
    return lambda one: (one.kind, one.automation_id) == (Automation.FLOW, flow_id)

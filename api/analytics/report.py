"""The report: every figure of one merchant and period, read in one look at the ledger."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from api.analytics.adding import added, answers_of
from api.analytics.day_counting import days_of
from api.analytics.experiments import Experiment, experiments_of
from api.analytics.period import Period
from api.analytics.waits import Waits
from conversation.attribution_rule import AttributionRule, How
from conversation.credit import Spoke
from conversation.day_figures import DayFigures
from conversation.figures import CreditedSum, Reach, Talks
from conversation.ledger import Reader
from conversation.merchant import Merchant
from conversation.message import Author
from conversation.money import Money
from conversation.spent import Spent
from conversation.touch import Automation

Source = tuple[Automation | None, str]
"""A flow or campaign by kind and id; None and empty for conversations of neither."""
AI_SPOKE = frozenset({Spoke.AI, Spoke.HYBRID})
HUMAN_SPOKE = frozenset({Spoke.HUMAN, Spoke.HYBRID})


@dataclass(frozen=True, slots=True)
class Sum:
    """Orders, and what the shop kept of them in one currency."""

    orders: int
    money: Money


@dataclass(frozen=True, slots=True)
class Day:
    """Orders placed on one day in one currency: all of them, and those credited to texts."""

    day: date
    placed: Sum
    credited: Sum


@dataclass(frozen=True, slots=True)
class Report:
    """`currency` is the one of most orders; a shop that sells in several has the others' sums too."""

    merchant: Merchant
    period: Period
    currency: str
    sums: tuple[CreditedSum, ...]
    days: tuple[Day, ...]
    reach: tuple[Reach, ...]
    names: dict[Source, str]
    talks: tuple[Talks, ...]
    waits: dict[Author, Waits]
    spent: Spent
    segments: int
    held_seconds: int
    experiments: tuple[Experiment, ...]
    rule: AttributionRule

    @property
    def currencies(self) -> tuple[str, ...]:
        """Every one there were orders in, that of most orders first."""
        others = {one.currency for one in self.sums} - {self.currency}
        return (self.currency, *sorted(others))

    def sum_of(self, currency: str, is_meant: Callable[[CreditedSum], bool] = lambda _: True) -> Sum:
        """Sum up the orders in the currency that are meant."""
        return sum_up(self.sums, currency, is_meant)

    def credited(self, currency: str) -> Sum:
        return self.sum_of(currency, lambda one: one.how is not None)

    def by_how(self, currency: str, how: How | None) -> Sum:
        return self.sum_of(currency, lambda one: one.how is how)

    def by_spoke(self, currency: str, spoke: Spoke) -> Sum:
        return self.sum_of(currency, lambda one: one.spoke is spoke)

    def recovered(self, spoke: frozenset[Spoke]) -> int:
        """Return how many orders, in any currency, are credited to conversations in which these spoke."""
        return sum(one.orders for one in self.sums if one.spoke in spoke)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every flow and campaign that texted or is credited, then what came of neither where there is any."""
        credited = {(one.kind, one.automation_id) for one in self.sums if one.how is not None}
        texted = {(one.kind, one.automation_id) for one in self.reach}
        return tuple(sorted(credited | texted, key=lambda one: (one[0] is None, self.names[one].lower(), one[1])))


def report_of(reader: Reader, merchant: Merchant, period: Period) -> Report:
    """Read the figures of the period: the sum of its days."""
    counted = days_of(reader, merchant, period)
    sums = added(one for day in counted for one in day.sums)
    reach = added(one for day in counted for one in day.reach)
    currency = main_currency(sums)
    sources = {(one.kind, one.automation_id) for one in sums} | {(one.kind, one.automation_id) for one in reach}
    return Report(
        merchant=merchant,
        period=period,
        currency=currency,
        sums=sums,
        days=tuple(_day(day, currency) for day in counted),
        reach=reach,
        names={source: _name(reader, merchant, source) for source in sources},
        talks=added(one for day in counted for one in day.talks),
        waits={
            Author.AI: Waits.of(answers_of(Author.AI, [day.ai_waits for day in counted])),
            Author.HUMAN: Waits.of(answers_of(Author.HUMAN, [day.human_waits for day in counted])),
        },
        spent=sum((day.spent for day in counted), Spent()),
        segments=sum(day.segments for day in counted),
        held_seconds=sum(day.held_seconds for day in counted),
        experiments=experiments_of(reader, merchant, currency),
        rule=merchant.settings.attribution,
    )


def sum_up(sums: Iterable[CreditedSum], currency: str, is_meant: Callable[[CreditedSum], bool]) -> Sum:
    """Sum up the orders in the currency that are meant."""
    meant = [one for one in sums if one.currency == currency and is_meant(one)]
    return Sum(sum(one.orders for one in meant), Money(sum(one.minor for one in meant), currency))


def main_currency(sums: Sequence[CreditedSum]) -> str:
    """Return that of most orders; dollars where there are none."""
    orders: Counter[str] = Counter()
    for one in sums:
        orders[one.currency] += one.orders
    return min(orders, key=lambda currency: (-orders[currency], currency), default="USD")


def _day(figures: DayFigures, currency: str) -> Day:
    credited = sum_up(figures.sums, currency, lambda one: one.how is not None)
    return Day(date.fromisoformat(figures.day), sum_up(figures.sums, currency, lambda _: True), credited)


def _name(reader: Reader, merchant: Merchant, source: Source) -> str:
    kind, ref = source
    if kind is Automation.FLOW:
        flow = reader.flow(merchant.id, ref)
        return flow.name if flow else ref
    if kind is Automation.CAMPAIGN:
        campaign = reader.campaign(merchant.id, ref)
        return campaign.name if campaign else ref
    return "Conversations of neither"

"""The report: every figure of one merchant and period, read in one look at the ledger."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from api.analytics.experiments import Experiment, experiments_of
from api.analytics.period import Period
from api.analytics.waits import Waits
from conversation.attribution_rule import AttributionRule, How
from conversation.credit import Spoke
from conversation.figures import CreditedSum, OrderMoment, Reach, Talks
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
    """Read the figures of the period."""
    span = (merchant.id, period.since, period.until)
    sums, reach = reader.credited(*span), reader.reach(*span)
    currency = main_currency(sums)
    answers = reader.answer_times(*span)
    sources = {(one.kind, one.automation_id) for one in sums} | {(one.kind, one.automation_id) for one in reach}
    return Report(
        merchant=merchant,
        period=period,
        currency=currency,
        sums=sums,
        days=_days(reader.order_moments(*span), period, currency),
        reach=reach,
        names={source: _name(reader, merchant, source) for source in sources},
        talks=reader.talks_by_seat(*span),
        waits={
            author: Waits.of(one for one in answers if one.author is author) for author in (Author.AI, Author.HUMAN)
        },
        spent=reader.spent_between(*span),
        segments=reader.segments_between(*span),
        held_seconds=reader.held_seconds(*span),
        experiments=experiments_of(reader, merchant.id, currency),
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


def _days(moments: Iterable[OrderMoment], period: Period, currency: str) -> tuple[Day, ...]:
    orders: dict[tuple[date, bool], int] = defaultdict(int)
    minor: dict[tuple[date, bool], int] = defaultdict(int)
    for one in moments:
        if one.currency == currency:
            key = (period.day_of(one.at), one.is_credited)
            orders[key] += one.orders
            minor[key] += one.minor

    def placed(day: date, *credited: bool) -> Sum:
        count = sum(orders[day, each] for each in credited)
        return Sum(count, Money(sum(minor[day, each] for each in credited), currency))

    return tuple(Day(day, placed(day, True, False), placed(day, True)) for day in period.days)


def _name(reader: Reader, merchant: Merchant, source: Source) -> str:
    kind, ref = source
    if kind is Automation.FLOW:
        flow = reader.flow(merchant.id, ref)
        return flow.name if flow else ref
    if kind is Automation.CAMPAIGN:
        campaign = reader.campaign(merchant.id, ref)
        return campaign.name if campaign else ref
    return "Conversations of neither"

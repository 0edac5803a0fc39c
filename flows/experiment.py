"""An experiment: up to six variants compared by one stated criterion, and whether one of them has won.

The variant with the best figure must beat every other. Each two are compared by a test that may be looked at after
every text (`flows.statistics.lasting`), and the p-values of all pairs are corrected together (Holm), so that over all
looks and all pairs a difference that is none is called a winner in at most 5 % of experiments. Nothing is called before
every variant has `fewest` recipients and each two have `fewest_events` of what is counted between them: the test rests
on large samples. A variant whose opt-out rate is visibly worse than that of the others is never called.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from conversation.arm import Arm
from conversation.errors import Invalid
from flows.statistics.holm import holm
from flows.statistics.interval import Interval
from flows.statistics.lasting import Lasting
from flows.statistics.means import Amounts, welch
from flows.statistics.rates import Rate, newcombe, p_of_rates, pooled_z

MOST_VARIANTS = 6
GUARD_ALPHA = 0.05
"""Of the one-sided test that opt-outs are worse. Not corrected for looks: where it errs, nothing is called."""


class Criterion(StrEnum):
    """What variants are compared by, each per recipient."""

    CONVERSION = "conversion"
    CLICK = "click"
    REPLY = "reply"
    REVENUE = "revenue"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is compared, and what it takes to call a winner. Stated before the first text.

    The test is sharpest when two variants have about `sharpest_at` recipients each; it holds at any size.
    """

    criterion: Criterion
    fewest: int = 200
    fewest_events: int = 40
    sharpest_at: int = 1000
    alpha: float = 0.05


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figure of `one` less that of `other`. `interval` and `p` hold for a single look at this pair alone.

    `lasting_p` holds for all looks at all pairs together: it alone decides. None where nothing can be told yet.
    """

    one: str
    other: str
    difference: float
    interval: Interval | None
    p: float | None
    lasting_p: float

    def turned(self) -> "Comparison":
        """Return the same, seen from the other."""
        low_high = Interval(-self.interval.high, -self.interval.low) if self.interval else None
        return Comparison(self.other, self.one, -self.difference, low_high, self.p, self.lasting_p)


class Call(StrEnum):
    """What may be said of an experiment."""

    TOO_FEW = "too few"
    NOT_SURE = "not sure"
    HELD_BACK = "held back"
    WINNER = "winner"


@dataclass(frozen=True, slots=True)
class Result:
    """`leader` has the best figure; it is the winner only where `call` says so."""

    rule: Rule
    arms: tuple[Arm, ...]
    comparisons: tuple[Comparison, ...]
    call: Call
    leader: str

    @property
    def winner(self) -> str | None:
        return self.leader if self.call is Call.WINNER else None

    def between(self, one: str, other: str) -> Comparison | None:
        """Return how `one` compares with `other`, whichever way round they were compared."""
        return next((found for found in self.comparisons if {found.one, found.other} == {one, other}), None)


def rate(arm: Arm, criterion: Criterion) -> Rate:
    """Return how many of the arm did what is counted; of revenue, how many bought."""
    counts: Mapping[Criterion, int] = {
        Criterion.CONVERSION: arm.conversions,
        Criterion.REVENUE: arm.conversions,
        Criterion.CLICK: arm.clicks,
        Criterion.REPLY: arm.replies,
    }
    return Rate(counts[criterion], arm.recipients)


def amounts(arm: Arm) -> Amounts:
    """Return what each of the arm's recipients bought for."""
    return Amounts(arm.recipients, arm.revenue, arm.revenue_squares)


def figure(arm: Arm, criterion: Criterion) -> float:
    """Return the share from 0 to 1, or the revenue per recipient in minor units."""
    return amounts(arm).mean if criterion is Criterion.REVENUE else rate(arm, criterion).share


def compare(arms: Sequence[Arm], rule: Rule) -> Result:
    """Compare the variants. Raises Invalid for fewer than two or more than `MOST_VARIANTS`, or two of one name."""
    if not 2 <= len(arms) <= MOST_VARIANTS or len({arm.name for arm in arms}) < len(arms):
        remedy = f"give 2 to {MOST_VARIANTS} variants, each a name of its own"
        raise Invalid("variants", f"{len(arms)} of them cannot be compared", remedy)
    best_first = sorted(arms, key=lambda arm: (-figure(arm, rule.criterion), arm.name))
    comparisons = tuple(_corrected([_compared(one, other, rule) for one, other in combinations(best_first, 2)]))
    leader = best_first[0]
    return Result(rule, tuple(arms), comparisons, _call(leader, best_first[1:], comparisons, rule), leader.name)


def _call(leader: Arm, others: Sequence[Arm], comparisons: Sequence[Comparison], rule: Rule) -> Call:
    if any(_too_few(one, other, rule) for one, other in combinations((leader, *others), 2)):
        return Call.TOO_FEW
    beaten = [found for found in comparisons if found.one == leader.name and found.lasting_p <= rule.alpha]
    if len(beaten) < len(others):
        return Call.NOT_SURE
    return Call.HELD_BACK if _loses_people(leader, others) else Call.WINNER


def _too_few(one: Arm, other: Arm, rule: Rule) -> bool:
    did = rate(one, rule.criterion).passed + rate(other, rule.criterion).passed
    did_not = one.recipients + other.recipients - did
    return min(one.recipients, other.recipients) < rule.fewest or min(did, did_not) < rule.fewest_events


def _loses_people(leader: Arm, others: Sequence[Arm]) -> bool:
    rest = Rate(sum(arm.opt_outs for arm in others), sum(arm.recipients for arm in others))
    mine = Rate(leader.opt_outs, leader.recipients)
    return mine.share > rest.share and p_of_rates(mine, rest) / 2 <= GUARD_ALPHA


def _compared(one: Arm, other: Arm, rule: Rule) -> Comparison:
    difference = figure(one, rule.criterion) - figure(other, rule.criterion)
    if not one.recipients or not other.recipients:
        return Comparison(one.name, other.name, difference, None, None, 1.0)
    lasting = Lasting(rule.sharpest_at, rule.alpha)
    if rule.criterion is Criterion.REVENUE:
        gap = welch(amounts(one), amounts(other))
        lasting_p = lasting.p(gap.z, one.recipients, other.recipients) if gap else 1.0
        return Comparison(
            one.name, other.name, difference, gap.interval if gap else None, gap.p if gap else None, lasting_p
        )
    mine, theirs = rate(one, rule.criterion), rate(other, rule.criterion)
    lasting_p = lasting.p(pooled_z(mine, theirs), one.recipients, other.recipients)
    return Comparison(one.name, other.name, difference, newcombe(mine, theirs), p_of_rates(mine, theirs), lasting_p)


def _corrected(found: Sequence[Comparison]) -> Iterator[Comparison]:
    for one, p in zip(found, holm([one.lasting_p for one in found]), strict=True):
        yield Comparison(one.one, one.other, one.difference, one.interval, one.p, p)

"""Who is held out is stable, as many as was said, and what texting brings is told only where it is more than chance."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from scipy.stats import ttest_ind
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from conversation.acts import Doer
from conversation.arm import Arm
from conversation.assignment import HOLD_OUT
from conversation.attribution_rule import AttributionRule, AutomationRule, Models
from conversation.errors import Invalid
from conversation.ledger import Books
from conversation.store_memory.ledger import MemoryLedger
from conversation.touch import Automation
from flows.attribution_setting import set_attribution, set_automation_rule
from flows.experiment import Call
from flows.holdout import is_held_out, may_be_texted, place
from flows.lift import lift_of
from tests.conversation.world import DANA, MERCHANT, NOW, seed

BY = Doer(DANA.id, "")


def test_places_are_spread_evenly_and_apart_for_each_experiment() -> None:
    places = [place("cmp_1", f"con_{number}") for number in range(20_000)]
    assert place("cmp_1", "con_7") == places[7]
    for percent in (1, 10, 50):
        share = sum(one * 100 < percent for one in places) / len(places)
        assert abs(share - percent / 100) < 4 * sqrt(percent / 100 / len(places))
    others = [place("cmp_2", f"con_{number}") for number in range(20_000)]
    assert abs(np.corrcoef(places, others)[0, 1]) < 0.03


async def test_an_arm_stays_when_the_share_is_changed() -> None:
    ledger = MemoryLedger()

    async def now_held(percent: int) -> list[bool]:
        return await ledger.write(
            lambda books: [is_held_out(books, "mer_1", "e", f"con_{n}", percent, NOW) for n in range(99)]
        )

    assert not any(await now_held(0)), "and nobody is put into an arm"
    first = await now_held(20)
    assert 5 < sum(first) < 40
    assert await now_held(50) == first


async def test_the_brands_hold_out_and_a_flows_own_both_bind() -> None:
    ledger = MemoryLedger()
    await ledger.write(seed)

    async def texted(flow: str) -> int:
        def ask(books: Books) -> int:
            flow_kind = Automation.FLOW
            return sum(may_be_texted(books, MERCHANT.id, flow_kind, flow, f"con_{n}", NOW) for n in range(400))

        return await ledger.write(ask)

    assert await texted("flw_0") == 400
    rule = AutomationRule(MERCHANT.id, Automation.FLOW, "flw_1", AttributionRule(), 50, NOW)
    await ledger.write(lambda books: set_automation_rule(books, rule, BY))
    assert 160 < await texted("flw_1") < 240
    await ledger.write(lambda books: set_attribution(books, MERCHANT.id, AttributionRule(), 50, BY, NOW))
    everyone = await texted("flw_2")
    assert 160 < everyone < 240
    assert await texted("flw_3") == everyone, "the same people for every flow"


async def test_a_flow_may_be_counted_more_strictly_than_the_brand_and_not_less() -> None:
    ledger = MemoryLedger()
    await ledger.write(seed)
    strict = AutomationRule(MERCHANT.id, Automation.FLOW, "flw_1", AttributionRule(Models.CODE, 3, 3, 0), 0, NOW)
    await ledger.write(lambda books: set_automation_rule(books, strict, BY))
    assert await ledger.read(lambda books: books.automation_rules(MERCHANT.id)) == (strict,)
    loose = replace(strict, rule=AttributionRule(view_days=7))
    with pytest.raises(Invalid, match=r"view_days.*use 1"):
        await ledger.write(lambda books: set_automation_rule(books, loose, BY))
    with pytest.raises(Invalid, match="click_days"):
        await ledger.write(
            lambda books: set_attribution(books, MERCHANT.id, AttributionRule(click_days=31), 0, BY, NOW)
        )
    with pytest.raises(Invalid, match="hold_out_percent"):
        await ledger.write(lambda books: set_attribution(books, MERCHANT.id, AttributionRule(), 51, BY, NOW))


def arms(texted: int, held: int, bought: tuple[float, float], seed: int = 1) -> tuple[list[Arm], list[np.ndarray]]:
    chance = np.random.default_rng(seed)
    made, samples = [], []
    for name, count, rate in (("texted", texted, bought[0]), (HOLD_OUT, held, bought[1])):
        sample = np.where(chance.random(count) < rate, np.rint(np.exp(chance.normal(8.5, 0.8, count))), 0).astype(int)
        squares = float(sum(int(one) ** 2 for one in sample))
        made.append(Arm(name, count, int((sample > 0).sum()), revenue=int(sample.sum()), revenue_squares=squares))
        samples.append(sample)
    return made, samples


def test_lift_is_what_scipy_and_statsmodels_have() -> None:
    made, (texted, held) = arms(9000, 1000, (0.08, 0.05))
    lift = lift_of(made)
    assert lift is not None
    bought = lift.difference(lift.conversion)
    counts, sizes = [int((one > 0).sum()) for one in (texted, held)], [len(texted), len(held)]
    low, high = confint_proportions_2indep(
        counts[0], sizes[0], counts[1], sizes[1], method="newcomb", compare="diff", correction=False
    )
    assert bought.interval is not None
    assert (bought.interval.low, bought.interval.high) == pytest.approx((low, high), abs=1e-9)
    assert bought.p == pytest.approx(proportions_ztest(counts, sizes)[1], abs=1e-9)
    money = lift.difference(lift.revenue)
    welch = ttest_ind(texted, held, equal_var=False)
    interval = welch.confidence_interval()
    assert money.p == pytest.approx(welch.pvalue, abs=1e-9)
    assert money.interval is not None
    assert (money.interval.low, money.interval.high) == pytest.approx((interval.low, interval.high), rel=1e-8)


def test_lift_is_told_from_the_texted_whichever_did_better() -> None:
    better, worse = (lift_of(arms(5000, 5000, rates)[0]) for rates in ((0.1, 0.05), (0.05, 0.1)))
    assert better is not None
    assert worse is not None
    assert better.difference(better.conversion).difference > 0 > worse.difference(worse.conversion).difference
    assert better.is_sure(better.conversion)
    assert worse.is_sure(worse.conversion)


def test_too_few_are_too_few() -> None:
    lift = lift_of(arms(900, 90, (0.5, 0.1))[0])
    assert lift is not None
    assert lift.conversion.call is Call.TOO_FEW
    assert not lift.is_sure(lift.conversion)
    assert lift_of([Arm("texted", 10)]) is None
    assert lift_of([Arm(HOLD_OUT, 10)]) is None


def test_texting_that_brings_nothing_is_rarely_said_to_bring_something() -> None:
    _is_rarely_wrong(runs=150, looks=5)


@pytest.mark.prove
def test_texting_that_brings_nothing_is_rarely_said_to_bring_something_in_many_runs() -> None:
    _is_rarely_wrong(runs=2000, looks=20)


def _is_rarely_wrong(runs: int, looks: int) -> None:
    wrong = sum(_is_called(seed, looks) for seed in range(runs))
    print(f"no lift, {looks} looks: {wrong} of {runs} runs called")
    assert wrong / runs <= 0.05 + 2.5 * sqrt(0.05 * 0.95 / runs)


def _is_called(seed: int, looks: int) -> bool:
    chance = np.random.default_rng(seed)
    totals = {"texted": np.zeros(2, dtype=int), HOLD_OUT: np.zeros(2, dtype=int)}
    for _ in range(looks):
        for name, by in (("texted", 4500 // looks), (HOLD_OUT, 500 // looks)):
            totals[name] += (by, chance.binomial(by, 0.06))
        lift = lift_of([Arm(name, int(of), int(bought)) for name, (of, bought) in totals.items()])
        if lift is not None and lift.is_sure(lift.conversion):
            return True
    return False

"""The formulas agree with scipy and statsmodels."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact, t, ttest_ind
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from flows.statistics.holm import holm
from flows.statistics.interval import wilson
from flows.statistics.lasting import Lasting
from flows.statistics.means import Amounts, welch
from flows.statistics.rates import Rate, fisher, newcombe, p_of_rates, p_of_z, pooled_z
from flows.statistics.student import p_of_t, t_quantile

CLOSE = 1e-9


@st.composite
def rates(draw: st.DrawFn, most: int = 5000) -> Rate:
    of = draw(st.integers(1, most))
    return Rate(draw(st.integers(0, of)), of)


@settings(max_examples=60, deadline=None)
@given(one=rates(), other=rates())
def test_two_rates_are_compared_as_statsmodels_does(one: Rate, other: Rate) -> None:
    if 0 < one.passed + other.passed < one.of + other.of:
        z, p = proportions_ztest([one.passed, other.passed], [one.of, other.of])
        assert pooled_z(one, other) == pytest.approx(z, abs=CLOSE)
        assert p_of_z(pooled_z(one, other)) == pytest.approx(p, abs=CLOSE)
    found = newcombe(one, other)
    theirs = confint_proportions_2indep(
        one.passed, one.of, other.passed, other.of, method="newcomb", compare="diff", correction=False
    )
    assert found is not None
    assert (found.low, found.high) == pytest.approx(theirs, abs=CLOSE)
    mine = wilson(one.passed, one.of)
    assert mine is not None
    assert (mine.low, mine.high) == pytest.approx(proportion_confint(one.passed, one.of, method="wilson"), abs=CLOSE)


@settings(max_examples=60, deadline=None)
@given(one=rates(60), other=rates(60))
@example(one=Rate(3, 100_000), other=Rate(1, 90_000))
@example(one=Rate(99_997, 100_000), other=Rate(90_000, 90_000))
def test_small_counts_get_fishers_test_as_scipy_has_it(one: Rate, other: Rate) -> None:
    table = [[one.passed, one.of - one.passed], [other.passed, other.of - other.passed]]
    assert fisher(one, other) == pytest.approx(fisher_exact(table).pvalue, abs=CLOSE)


def test_fishers_test_is_taken_where_chance_would_put_fewer_than_five_into_a_cell() -> None:
    small, large = (Rate(1, 40), Rate(8, 40)), (Rate(2, 40), Rate(8, 40))
    assert p_of_rates(*small) == fisher(*small)
    assert p_of_rates(*large) == p_of_z(pooled_z(*large))


@pytest.mark.filterwarnings("ignore:Precision loss occurred")
@settings(max_examples=60, deadline=None)
@given(
    one=st.lists(st.integers(0, 10**7), min_size=2, max_size=40),
    other=st.lists(st.integers(0, 10**7), min_size=2, max_size=40),
)
@example(one=[0, 0, 0, 1], other=[0, 0])
def test_means_are_compared_as_scipy_and_statsmodels_do(one: list[int], other: list[int]) -> None:
    gap = welch(_amounts(one), _amounts(other))
    if np.var(one) + np.var(other) == 0:
        assert gap is None
        return
    assert gap is not None
    theirs = ttest_ind(one, other, equal_var=False)
    assert gap.p == pytest.approx(theirs.pvalue, abs=CLOSE)
    assert gap.z == pytest.approx(theirs.statistic, rel=CLOSE, abs=CLOSE)
    low, high = CompareMeans(DescrStatsW(one), DescrStatsW(other)).tconfint_diff(usevar="unequal")
    assert (gap.interval.low, gap.interval.high) == pytest.approx((low, high), rel=1e-8)


@settings(max_examples=60, deadline=None)
@given(value=st.floats(-50, 50), freedom=st.floats(1, 1e6), level=st.sampled_from([0.8, 0.95, 0.999]))
def test_students_distribution_is_scipys(value: float, freedom: float, level: float) -> None:
    assert p_of_t(value, freedom) == pytest.approx(2 * t.sf(abs(value), freedom), abs=CLOSE)
    assert t_quantile(freedom, level) == pytest.approx(t.ppf((1 + level) / 2, freedom), rel=CLOSE)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=15))
def test_holm_is_statsmodels(pvalues: list[float]) -> None:
    assert holm(pvalues) == pytest.approx(multipletests(pvalues, method="holm")[1], abs=CLOSE)
    assert holm([]) == ()


@settings(max_examples=40, deadline=None)
@given(one=st.integers(1, 10**6), other=st.integers(1, 10**6), size=st.integers(10, 10**5))
def test_the_lasting_interval_ends_where_its_p_reaches_alpha(one: int, other: int, size: int) -> None:
    lasting = Lasting(size)
    reach = lasting.reach(one, other)
    assert lasting.p(reach, one, other) == pytest.approx(lasting.alpha)
    assert reach > 1.96, "looking often costs something"
    assert lasting.p(0.0, one, other) == 1.0


def test_what_cannot_be_compared_is_not() -> None:
    assert newcombe(Rate(0, 0), Rate(1, 2)) is None
    assert welch(Amounts(1, 5, 25), Amounts(2, 3, 5)) is None
    with pytest.raises(ValueError, match="3 of 2 is no rate"):
        Rate(3, 2)


def _amounts(values: list[int]) -> Amounts:
    return Amounts(len(values), sum(values), sum(value * value for value in values))

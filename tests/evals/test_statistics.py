"""The statistics agree with published worked examples, with scipy and with statsmodels."""

import json
import sys
from collections import defaultdict
from pathlib import Path
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, t
from statsmodels.stats.proportion import proportion_confint

from conversation.errors import Misconfigured
from evals.statistics.extra import load
from evals.statistics.interval import clustered
from evals.statistics.mean import of_mean
from evals.statistics.pairs import ALPHA, detectable, least_p, may_reject, mcnemar_exact, permuted
from evals.statistics.passing import Attempts, pass_at, pass_hat
from flows.statistics.holm import holm
from flows.statistics.interval import wilson

AIRLINE = Path(__file__).parents[3] / "shared" / "data" / "tau_v1" / "gpt-4o-airline.json"
DARWIN = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
"""Crossed minus self-fertilised Zea mays, eighths of an inch: Darwin 1876, in Fisher's "The Design of Experiments"."""


@pytest.mark.parametrize(
    ("passed", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_newcombes_examples(passed: int, of: int, low: float, high: float) -> None:
    """Newcombe 1998, Statistics in Medicine 17, table I, method 3."""
    interval = wilson(passed, of)
    assert interval is not None
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@settings(max_examples=50, deadline=None)
@given(of=st.integers(1, 500), share=st.floats(0, 1), level=st.sampled_from([0.8, 0.95, 0.99]))
def test_wilson_is_what_statsmodels_and_scipy_have(of: int, share: float, level: float) -> None:
    passed = round(of * share)
    interval = wilson(passed, of, level)
    assert interval is not None
    theirs = proportion_confint(passed, of, 1 - level, method="wilson")
    scipys = binomtest(passed, of).proportion_ci(level, method="wilson")
    assert (interval.low, interval.high) == pytest.approx(theirs, abs=1e-9)
    assert (interval.low, interval.high) == pytest.approx((scipys.low, scipys.high), abs=1e-9)


def test_nothing_tried_has_no_interval() -> None:
    assert wilson(0, 0) is None
    assert clustered([[1.0, 0.0], []]) is None


@pytest.mark.skipif(not AIRLINE.exists(), reason="../shared/data/tau_v1 is absent")
def test_pass_hat_gives_what_tau_bench_published() -> None:
    """GPT-4o on the airline tasks, 50 of them played four times (Sierra Research, MIT): its README's own figures."""
    rewards = defaultdict(list)
    for talk in json.loads(AIRLINE.read_text("utf-8")):
        rewards[talk["task_id"]].append(talk["reward"])
    tasks = [Attempts(sum(one == 1 for one in each), len(each)) for each in rewards.values()]
    figures = [pass_hat(k, tasks) for k in (1, 2, 3, 4)]
    assert [f"{figure:.3f}" for figure in figures if figure is not None] == ["0.420", "0.273", "0.220", "0.200"]


def test_pass_at_and_pass_hat_count_choices_of_plays() -> None:
    two_of_five = [Attempts(2, 5)]
    assert [pass_at(k, two_of_five) for k in (1, 2, 3, 4)] == pytest.approx([0.4, 0.7, 0.9, 1.0])
    assert [pass_hat(k, two_of_five) for k in (1, 2, 3)] == pytest.approx([0.4, 0.1, 0.0])
    assert pass_hat(6, two_of_five) is None, "nobody played it so often"
    assert pass_hat(2, [*two_of_five, Attempts(1, 1)]) == pytest.approx(0.1), "one play says nothing about two"


@given(gained=st.integers(0, 30), lost=st.integers(0, 30))
@settings(max_examples=30, deadline=None)
def test_mcnemar_is_the_binomial_test_of_the_pairs_that_changed(gained: int, lost: int) -> None:
    wanted = binomtest(lost, gained + lost).pvalue if gained + lost else 1.0
    assert mcnemar_exact(gained, lost) == pytest.approx(min(1.0, wanted))


def test_permutation_gives_what_fisher_counted() -> None:
    """Of 32,768 assignments of signs, 863 are as large on either side."""
    assert permuted([float(one) for one in DARWIN]) == pytest.approx(2 * 863 / 32768)


def test_no_difference_is_no_evidence() -> None:
    assert permuted([]) == permuted([0.0] * 9) == permuted([3.0]) == 1.0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
@settings(max_examples=30, deadline=None)
def test_holm_steps_down(pvalues: list[float]) -> None:
    """Holm 1979: the smallest times their number, the next times one less, never below the one before."""
    order, most, wanted = sorted(range(len(pvalues)), key=pvalues.__getitem__), 0.0, {}
    for step, place in enumerate(order):
        most = max(most, min(1.0, pvalues[place] * (len(pvalues) - step)))
        wanted[place] = most
    assert holm(pvalues) == pytest.approx([wanted[place] for place in range(len(pvalues))])


@given(st.lists(st.sampled_from([0.0, 1.0, 2.0, 5.0]), min_size=2, max_size=10))
@settings(max_examples=30, deadline=None)
def test_no_p_is_below_the_least_that_the_sizes_allow(differences: list[float]) -> None:
    assert permuted(differences) == pytest.approx(least_p(differences)), "all of them the same way"
    assert permuted([-differences[0], *differences[1:]]) >= least_p(differences) - 1e-12


def test_only_what_could_reject_is_corrected_for() -> None:
    """Tarone 1990: the smallest number of tests such that no more of them can reach their share of alpha."""
    assert may_reject([0.001, 0.001, 1.0, 1.0, 0.5]) == (True, True, False, False, False)
    assert may_reject([0.03, 0.03, 0.03]) == (False, False, False), (
        "none reaches a half of .05, and three would have to"
    )
    assert may_reject([0.03, 1.0]) == (True, False)
    assert may_reject([]) == ()


@given(st.lists(st.floats(0.0001, 1), min_size=1, max_size=8))
@settings(max_examples=50, deadline=None)
def test_those_that_could_reject_can_all_do_so_after_correction(least: list[float]) -> None:
    able = may_reject(least)
    assert all(one <= ALPHA / sum(able) for one, is_able in zip(least, able, strict=True) if is_able)


def test_thirty_four_pairs_show_half_a_deviation() -> None:
    """G*Power 3 (Faul 2007), paired t, two-sided, alpha .05, power .80: 34 pairs for dz 0.5, 15 for 0.8."""
    figures = {pairs: detectable(pairs, deviation=2.0) for pairs in (14, 15, 33, 34)}
    assert figures[34] <= 1.0 < figures[33]
    assert figures[15] <= 1.6 < figures[14]
    assert detectable(1, 1.0) is None


def test_trials_of_one_scenario_add_no_certainty() -> None:
    once = [[float(one % 7)] for one in range(40)]
    four_times = [values * 4 for values in once]
    assert clustered(four_times) == clustered(once)


def test_the_bootstrap_comes_close_to_student() -> None:
    values = [float((one * 37) % 101) for one in range(80)]
    interval = clustered([[one] for one in values])
    mean, error = fmean(values), (sum((one - fmean(values)) ** 2 for one in values) / 79 / 80) ** 0.5
    low, high = t.interval(0.95, 79, loc=mean, scale=error)
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=error / 3)


def test_a_missing_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "statsmodels.stats.power", None)
    with pytest.raises(Misconfigured, match=r"pip install 'twolane\[evals\]'"):
        load("statsmodels.stats.power")


def test_the_interval_of_a_mean_is_that_of_statsmodels() -> None:
    weightstats = pytest.importorskip("statsmodels.stats.weightstats")
    values = [0.2, 0.5, 0.9, 1.4, 0.3]
    interval = of_mean(values)
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx(weightstats.DescrStatsW(values).zconfint_mean())
    assert of_mean([1.0]) is None

"""Agreement: the same figures as in published examples, statsmodels, scikit-learn."""

from collections import Counter
from random import Random

import pytest

from api.labelling.agreement import kappa
from evals.statistics.agreement import bootstrapped, kappa_of, krippendorff
from evals.statistics.corrected import Share, rogan_gladen

NOMINAL = (
    ("1", "2", "3", "3", "2", "1", "4", "1", "2", None, None, None),
    ("1", "2", "3", "3", "2", "2", "4", "1", "2", "5", None, "3"),
    (None, "3", "3", "3", "2", "3", "4", "2", "2", "5", "1", None),
    ("1", "2", "3", "3", "2", "4", "4", "1", "2", "5", "1", None),
)
"""Four observers and twelve units: Krippendorff 2011, section C."""


def test_krippendorffs_alpha_is_that_of_his_own_example() -> None:
    units = [[said for said in unit if said is not None] for unit in zip(*NOMINAL, strict=True)]
    assert krippendorff(units) == pytest.approx(0.743, abs=0.0005)


def test_alpha_needs_something_that_could_disagree() -> None:
    assert krippendorff([["a", "a"], ["a", "a"]]) is None
    assert krippendorff([["a"], ["b"]]) is None
    assert krippendorff([["a", "a"], ["b", "b"]]) == 1


def test_kappa_is_that_of_statsmodels_and_scikit_learn_and_of_a_published_table() -> None:
    inter_rater = pytest.importorskip("statsmodels.stats.inter_rater")
    metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not installed (extra `train`)")
    rng = Random(7)
    for _ in range(20):
        pairs = [(rng.choice("abc"), rng.choice("aabc")) for _ in range(rng.randrange(5, 80))]
        counts = Counter(pairs)
        table = [[counts[one, other] for other in "abc"] for one in "abc"]
        found = kappa(pairs)
        assert found == pytest.approx(float(inter_rater.cohens_kappa(table).kappa))
        assert found == pytest.approx(metrics.cohen_kappa_score(*zip(*pairs, strict=True)))
    fleiss = [("+", "+")] * 20 + [("+", "-")] * 5 + [("-", "+")] * 10 + [("-", "-")] * 15
    assert kappa(fleiss) == pytest.approx(0.4)


def test_kappa_of_one_answer_only_is_none_and_weighs_as_nothing() -> None:
    assert kappa([("a", "a")] * 9) is None and kappa([]) is None
    assert kappa_of([(True, True)] * 9) == 0


def test_clusters_widen_the_interval_that_items_alone_would_promise() -> None:
    rng = Random(3)
    clusters = {str(at): [(True, rng.random() < chance)] * 8 for at, chance in enumerate([0.9, 0.4] * 10)}
    alone = {f"{name} {at}": [one] for name, each in clusters.items() for at, one in enumerate(each)}
    accuracy = lambda answers: sum(one == other for one, other in answers) / len(answers)  # noqa: E731
    wide, narrow = bootstrapped(clusters, accuracy), bootstrapped(alone, accuracy)
    assert wide is not None and narrow is not None
    assert wide.high - wide.low > 1.8 * (narrow.high - narrow.low)
    assert bootstrapped({"one": [(True, True)]}, accuracy) is None


def test_the_corrected_rate_is_rogan_and_gladens_and_its_interval_holds_what_it_promises() -> None:
    brucellosis = rogan_gladen(Share(23, 150), Share(96, 100), Share(89, 100))
    assert brucellosis is not None and brucellosis.rate == pytest.approx(0.051, abs=0.0005)
    rng, true, held = Random(11), 0.8, 0
    for _ in range(400):
        seen = sum(rng.random() < (0.9 if rng.random() < true else 0.25) for _ in range(200))
        sees, spares = (Share(sum(rng.random() < rate for _ in range(60)), 60) for rate in (0.9, 0.75))
        found = rogan_gladen(Share(seen, 200), sees, spares)
        assert found is not None
        held += found.interval.low <= true <= found.interval.high
    assert held / 400 >= 0.93


def test_a_judge_that_is_no_better_than_a_coin_corrects_nothing() -> None:
    assert rogan_gladen(Share(5, 10), Share(5, 10), Share(5, 10)) is None
    assert rogan_gladen(Share(5, 10), Share(1, 1), Share(1, 10)) is None
    assert rogan_gladen(Share(5, 10), Share(0, 0), Share(9, 10)) is None

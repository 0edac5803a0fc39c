"""The benchmark of played conversations measures what it says, and its cost grows no faster than its work."""

import pytest

from bench.evals_live import MOST_GROWTH, Run, ours, report


@pytest.mark.prove
@pytest.mark.timeout(600)
def test_four_times_the_conversations_cost_at_most_so_much_more() -> None:
    told = report(count=400, repetitions=1, program=None)
    print(f"\n{told['ours']}")
    assert told["four_times_the_work_costs"] <= MOST_GROWTH
    assert (told["peers"], told["ratio_to_peer"]) == ([], None), "nobody else was measured"


@pytest.mark.prove
def test_every_conversation_asks_the_model_five_times() -> None:
    assert ours(2).conversations == 2


def test_a_figure_is_per_cpu_second() -> None:
    assert Run(1000, 40.0, 160).told()["per_cpu_second"] == 25.0

"""The list, every filter, every search and one conversation stay cheap where there is a lot."""

import json

import pytest

from bench.seat import AIM_MS, SEARCHES, Cost, as_json, as_text, main
from conversation.filter import Filter


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, float]]:
    code = main([*arguments, "--json"])
    report = json.loads(capsys.readouterr().out)
    assert report["messages"] == 10 * report["conversations"]
    return code, {page["what"]: page["median_cpu_ms"] for page in report["pages"]}


@pytest.mark.slow
def test_a_small_ledger_is_measured_like_a_large_one(capsys: pytest.CaptureFixture[str]) -> None:
    code, costs = _run(capsys, "--conversations", "500", "--repetitions", "1")
    assert code == 0, costs
    assert {f"list, {one.value}" for one in Filter} | {f"search, {one}" for one in SEARCHES} <= set(costs)
    assert all(0 < cost < AIM_MS for cost in costs.values()), costs


@pytest.mark.prove
def test_a_million_texts_do_not_slow_a_page_down(capsys: pytest.CaptureFixture[str]) -> None:
    code, costs = _run(capsys, "--conversations", "100000", "--repetitions", "5")
    with capsys.disabled():
        print(costs)
    assert code == 0, costs


def test_a_page_that_costs_too_much_is_told() -> None:
    dear = Cost("list, all", "/conversations/list", (20.0, AIM_MS + 1, 30.0))
    assert as_json([dear], 1000)["pages"][0]["worst_cpu_ms"] == AIM_MS + 1
    text = as_text([dear], 1000)
    assert "1,000 conversations, 10,000 messages" in text
    assert "list, all" in text and "151.0" in text

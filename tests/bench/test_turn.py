"""The benchmark runs and reports what it says. Times are not looked at: they belong to the machine."""

import json

import pytest

from bench.report import Figure, as_json, as_text
from bench.turn import main


@pytest.mark.slow
def test_a_small_run_reports_a_ratio_for_whole_turns(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lengths", "10", "--turns", "3", "--repetitions", "1", "--json"]) == 0

    report = json.loads(capsys.readouterr().out)
    (turn,) = report["turns"]
    assert turn["stored_messages"] == 10
    assert turn["whole_cpu_ms"] > 0 and turn["bare_openai_cpu_ms"] > 0
    assert turn["ratio"] > 0
    assert turn["aim"] == 1.5
    assert {"openai", "langchain", "sqlalchemy"} <= set(report["versions"])
    assert report["machine"]["cores"] > 0


def test_the_ratio_is_the_median_of_the_repetitions_own_ratios() -> None:
    figure = Figure(10, whole=(3.0, 10.0, 4.0), bare=(1.0, 10.0, 2.0))

    assert figure.ratio == 2.0
    assert as_json([figure])["turns"][0]["ratio"] == 2.0


def test_half_of_the_repetitions_are_between_the_quartiles() -> None:
    figure = Figure(10, whole=(1.0, 2.0, 3.0, 4.0, 5.0), bare=(1.0, 1.0, 1.0, 1.0, 1.0))

    assert figure.quartiles == (2.0, 4.0)
    assert as_json([figure])["turns"][0]["quartiles"] == [2.0, 4.0]
    assert "2.000-4.000" in as_text([figure])


def test_the_table_names_the_command_the_machine_and_where_other_figures_come_from() -> None:
    text = as_text([Figure(100, whole=(10.0,), bare=(40.0,))])

    assert "command   python" in text
    assert "0.250" in text and "0.40" in text
    assert "measured elsewhere" in text

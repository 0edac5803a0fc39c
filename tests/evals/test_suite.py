"""Suites: the shipped one loads; every mistake is told with scenario, field and remedy."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from evals.errors import SuiteInvalid
from evals.span import read_span
from evals.step import Advance, HandsBack, Orders, PersonReplies, Texts
from evals.suite import load_suite, shipped_suites

SHOPPER = {"name": "Noah Brown", "phone": "+13035550111", "region": "CO", "timezone": "America/Denver"}
SCENARIO: dict[str, Any] = {"name": "a", "shopper": SHOPPER, "start": "2026-11-24 10:00", "steps": [{"shopper": "hi"}]}


def written(folder: Path, *scenarios: dict[str, Any], **fields: Any) -> Path:
    path = folder / "made.yaml"
    path.write_text(yaml.safe_dump({"name": "made", "scenarios": list(scenarios), **fields}), encoding="utf-8")
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(SuiteInvalid) as caught:
        load_suite(path)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("name", shipped_suites())
def test_every_shipped_suite_loads(name: str) -> None:
    assert load_suite(name).name == name


def test_the_recovery_suite_covers_what_it_should() -> None:
    names = {scenario.name for scenario in load_suite("recovery").scenarios}
    assert len(names) >= 18
    assert {"price objection", "STOP", "HELP", "are you a bot", "injection for ninety percent"} <= names


def test_steps_are_read_by_their_kind(tmp_path: Path) -> None:
    steps = [
        {"shopper": "hi"},
        {"shopper": ["one", "two"]},
        {"advance": "1h30m"},
        {"person": "hello"},
        {"person": {"text": "hello", "by": "Omar"}},
        {"hand_back": None},
        {"order": None},
        {"order": True},
    ]
    suite = load_suite(written(tmp_path, SCENARIO | {"steps": steps}))
    assert suite.scenarios[0].steps == (
        Texts(texts=("hi",)),
        Texts(texts=("one", "two")),
        Advance(span=timedelta(minutes=90)),
        PersonReplies(text="hello"),
        PersonReplies(text="hello", by="Omar"),
        HandsBack(),
        Orders(),
        Orders(with_code=True),
    )


def test_the_start_is_the_shoppers_local_time(tmp_path: Path) -> None:
    suite = load_suite(written(tmp_path, SCENARIO))
    assert suite.scenarios[0].starts_at == datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"shopper": SHOPPER | {"phone": "303-555"}},
            "a: shopper.phone: '303-555' is not a phone number in E.164; write",
        ),
        (
            {"shopper": SHOPPER | {"timezone": "Denver"}},
            "a: shopper.timezone: 'Denver' is not a time zone; write an IANA",
        ),
        ({"shopper": SHOPPER | {"consent": "maybe"}}, "a: shopper.consent: 'maybe' is not known; use one of:"),
        ({"start": "2026-11-24 10:00+00:00"}, "a: start: it has a time zone; write the shopper's local time"),
        ({"cart": [{"item": "1"}]}, "a: cart.0.item: the sample shop has no item '1'; take an item_id"),
        ({"steps": [{"jump": 1}]}, "a: steps.0: there is no step 'jump'; write one of shopper, advance"),
        ({"steps": ["hi"]}, "a: steps.0: 'hi' is not one step; write one of"),
        ({"steps": [{"shopper": None}]}, "a: steps.0.texts: it is missing; add it"),
        (
            {"steps": [{"shopper": "hi"}, {"advance": "soon"}]},
            "a: steps.1.span: 'soon' is not a span of time; write 45s",
        ),
        ({"steps": [{"leaves_cart": 3}]}, "a: steps.0: the step 'leaves_cart' takes no value; leave it empty"),
        ({"expect": {"control": "robot"}}, "a: expect.control: 'robot' is not known; use one of: 'ai'"),
        ({"expect": {"tool": ["x"]}}, "a: expect.tool: there is no such field; did you mean tools?"),
        (
            {"merchant": {"offer_ceiling_percent": 120}},
            "a: merchant.offer_ceiling_percent: Input should be less than or equal to 100",
        ),
        ({"merchant": {"voice": {"name": "Amy"}}}, "a: merchant.voice: name: it could be a person's; let it say what"),
        ({"merchant": {"voice": {"tone": {"formal": 3}}}}, "a: merchant.voice.tone.formal: Input should be less than"),
        ({"merchant": {"ceiling": 5}}, "a: merchant.ceiling: there is no such field; "),
        ({"expect": {"order": [{"text": "robot"}]}}, "a: expect.order.0.text: 'robot' is not known; use one of:"),
        ({"expect": {"order": [{"label": "P2P"}]}}, "a: expect.order.0: it is not one moment; write an event's kind"),
        ({"expect": {"tools": {"mode": "exact"}}}, "a: expect.tools.mode: 'exact' is not known; use one of: 'strict'"),
        (
            {"expect": {"tools": ["lookup_carts"]}},
            "a: expect.tools: there is no 'lookup_carts'; did you mean lookup_cart?",
        ),
        (
            {"expect": {"no_tools": [{"lookup_order": {"ordr": "#1"}}]}},
            "a: expect.no_tools.lookup_order: it takes no 'ordr'; did you mean order?",
        ),
        (
            {"expect": {"tone": {"pressure": {}}}},
            "a: expect.tone.pressure: it bounds nothing; write least, most or both",
        ),
        (
            {"expect": {"offers": {"least": 3, "most": 1}}},
            "a: expect.offers: at least 3 and at most 1 is impossible; swap them",
        ),
        (
            {"expect": {"no_tools": [{"x": 1}]}},
            "a: expect.no_tools.0: the arguments of x are no mapping; write them as",
        ),
        (
            {"expect": {"tone": {"presure": {"most": 1}}}},
            "a: expect.tone.presure: there is no such measure; did you mean pressure?",
        ),
        ({"expect": {"events": ["control.taken"]}}, "a: expect.events.0: 'control.taken' is not known; use one of:"),
        ({"expect": {"texts": [{"nth": 1, "label": "C2C"}]}}, "a: expect.texts.0.label: 'C2C' is not known"),
    ],
)
def test_a_mistake_names_scenario_field_and_remedy(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    found = problems(written(tmp_path, SCENARIO | change))
    assert len(found) == 1
    assert found[0].startswith(told)


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    scenario = {key: value for key, value in SCENARIO.items() if key != "start"}
    assert problems(written(tmp_path, scenario)) == ["a: start: it is missing; add it"]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, SCENARIO | {"start": "noon"}, SCENARIO | {"name": "b", "expect": {"control": "x"}})
    assert [problem.split(":")[0] for problem in problems(path)] == ["a", "b"]


def test_two_scenarios_of_one_name_are_refused(tmp_path: Path) -> None:
    assert problems(written(tmp_path, SCENARIO, SCENARIO)) == [
        "a: name: 2 scenarios have this name; rename all but one"
    ]


def test_an_empty_suite_is_refused(tmp_path: Path) -> None:
    assert problems(written(tmp_path)) == ["(the suite): scenarios: there are none; write at least one"]


def test_an_unknown_suite_names_the_shipped_ones() -> None:
    assert "recovery" in problems(Path("nowhere"))[0]


def test_broken_yaml_is_told(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("scenarios: [", encoding="utf-8")
    assert "it is not YAML" in problems(path)[0]


@pytest.mark.parametrize(
    ("words", "seconds"), [("45s", 45), ("30m", 1800), ("2h", 7200), ("1d", 86400), ("1h30m", 5400), ("1d 2h", 93600)]
)
def test_spans_are_read(words: str, seconds: int) -> None:
    assert read_span(words) == timedelta(seconds=seconds)


@pytest.mark.parametrize("words", ["", "30", "-5m", "5 minutes", "0m", "m30", None])
def test_other_words_are_no_span(words: object) -> None:
    with pytest.raises(ValueError, match="write 45s"):
        read_span(words)

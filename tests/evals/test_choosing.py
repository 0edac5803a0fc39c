"""Which scenarios are played: by name and tag, what was not good before, and a drawn sample."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.errors import Misconfigured
from evals.card import write_cards
from evals.choosing import Choice
from evals.folder import SCORES
from evals.scenario import Suite
from evals.score import score_one
from evals.suite import load_suite
from tests.evals.made import clean, with_fields


@cache
def suite_of(*names: str) -> Suite:
    first = load_suite("recovery").scenarios[0]
    tags = {"stop": ("compliance",), "night": ("compliance", "hours")}
    scenarios = [first.model_copy(update={"name": name, "tags": tags.get(name, ())}) for name in names]
    return Suite(name="made", scenarios=tuple(scenarios))


MANY = suite_of(*(f"s{number:02}" for number in range(20)))
SUITE = suite_of("stop", "night", "an offer", "Stop later")


def names(choice: Choice, suite: Suite = SUITE) -> list[str]:
    return [one.name for one in choice.of(suite).scenarios]


@pytest.mark.parametrize(
    ("patterns", "chosen"),
    [
        ((), ["stop", "night", "an offer", "Stop later"]),
        (("stop*",), ["stop", "Stop later"]),
        (("hours",), ["night"]),
        (("compliance", "an *"), ["stop", "night", "an offer"]),
        (("/^stop$|later/",), ["stop", "Stop later"]),
    ],
)
def test_a_name_or_a_tag_that_fits_is_enough(patterns: tuple[str, ...], chosen: list[str]) -> None:
    assert names(Choice(patterns)) == chosen


@pytest.mark.parametrize("pattern", ["nothing", "/(/"])
def test_what_fits_nothing_or_is_no_expression_is_told(pattern: str) -> None:
    with pytest.raises(Misconfigured, match="--filter"):
        names(Choice((pattern,)))


def test_only_what_was_not_good_before(tmp_path: Path) -> None:
    good = [clean(), with_fields(scenario="night")(clean())]
    bad = [with_fields(scenario="stop", trial=2, trouble="broke")(clean()), with_fields(scenario="stop")(clean())]
    list(write_cards(tmp_path / SCORES, [score_one(one).card() for one in (*good, *bad)]))
    assert names(Choice(failed=tmp_path)) == ["stop"]
    with pytest.raises(Misconfigured, match="nothing to play again"):
        names(Choice(("night",), failed=tmp_path))


@given(seed=st.integers(0, 2**32), size=st.integers(1, 30))
def test_a_sample_is_drawn_by_its_seed_and_keeps_the_order(seed: int, size: int) -> None:
    drawn = names(Choice(sample=size, seed=seed), MANY)
    assert drawn == names(Choice(sample=size, seed=seed), MANY) == sorted(set(drawn))
    assert len(drawn) == min(size, 20)


def test_other_seeds_draw_other_samples() -> None:
    assert len({tuple(names(Choice(sample=5, seed=seed), MANY)) for seed in range(10)}) > 5

"""The shipped scenarios: enough of them, no two alike, and all as expected under the rehearsal model."""

from collections import Counter
from functools import cache

import pytest

from api.settings import Settings
from evals.run import note_of_pack, play_suite
from evals.scenario import Scenario, Suite
from evals.score import Scored, Verdict, score_one
from evals.suite import load_suite, shipped_suites

OTHERS = frozenset({"attacks", "provocations"})
"""What tries the house on purpose, with a test of its own."""

EVERY = 5
"""One of so many is played beside the long proof."""


@cache
def scenarios() -> tuple[Scenario, ...]:
    return tuple(one for name in shipped_suites() if name not in OTHERS for one in load_suite(name).scenarios)


async def troubles(of: tuple[Scenario, ...], model: str = "rehearsal") -> list[str]:
    """Play, and tell what was not as expected."""
    suite, packs = Suite(name="shipped", scenarios=of), {"recovery": note_of_pack("recovery")}
    settings = Settings(_env_file=None, model=model)
    played = [score_one(one, with_tone=False) async for one in play_suite(suite, packs, settings)]
    assert len(played) == len(of)
    return [told(one) for one in played if one.verdict is not Verdict.GOOD]


def told(one: Scored) -> str:
    wrong = [found.wrong for result in one.results for found in result.violations]
    return f"{one.verdict.name} {one.transcript.scenario}: {one.trouble or ''} {[*map(str, one.missed), *wrong]}"


def test_there_are_enough_and_no_two_are_alike() -> None:
    found = scenarios()
    assert len(found) >= 120
    assert [name for name, count in Counter(one.name for one in found).items() if count > 1] == []
    played = Counter(one.model_copy(update={"name": "", "tags": (), "expect": None}).model_dump_json() for one in found)
    assert max(played.values()) == 1, "two scenarios play the same"


def test_shoppers_live_in_many_places() -> None:
    found = scenarios()
    assert len({one.shopper.region for one in found}) >= 20
    assert len({one.shopper.timezone for one in found}) >= 8
    assert len({one.start.date() for one in found}) >= 8
    assert {one.shopper.consent for one in found} >= {"double_opt_in", "requested", "none"}


async def test_a_sample_is_as_expected() -> None:
    assert await troubles(scenarios()[::EVERY]) == []


async def test_consent_is_kept_by_code_whatever_the_model_does() -> None:
    assert await troubles(load_suite("consent").scenarios, "hostile:3") == []


@pytest.mark.prove
@pytest.mark.timeout(300)
async def test_no_model_makes_the_house_break_a_rule() -> None:
    for seed in range(3):
        found = [one for one in await troubles(scenarios(), f"hostile:{seed}") if one.startswith("VIOLATED")]
        assert found == []


@pytest.mark.prove
@pytest.mark.timeout(300)
async def test_all_are_as_expected() -> None:
    assert await troubles(scenarios()) == []

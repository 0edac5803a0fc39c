"""A fault plan: read from YAML, in force by the network's clock, and what each fault does."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.carrier import CarrierStatus, Receipt, Rejected, Unreachable
from channels.simulator_plan import Daily, FaultPlan, Since, Sky, Spell
from channels.simulator_plan_file import read_plan, read_plan_file
from channels.simulator_weather import Dice, Weather
from conversation.clock import ScriptedClock
from conversation.errors import Invalid
from tests.channels.edge import NOW, SHOPPER, TEXT, Edge, Ticker, courier, make, statuses

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
EXAMPLE = Path(__file__).parents[2] / "examples" / "weather.yaml"


def test_the_example_is_read_as_it_says() -> None:
    plan = read_plan_file(EXAMPLE)
    assert (plan.usual.seed, plan.usual.delay, plan.usual.failures) == (7, (0.0, 0.5), {"30007": 0.01, "30003": 0.01})
    assert [spell.when for spell in plan.spells] == [
        Since(10 * MINUTE, 20 * MINUTE),
        Since(HOUR, 2 * HOUR),
        Daily(datetime(1, 1, 1, 2).time(), datetime(1, 1, 1, 2, 10).time()),
    ]


def test_spells_come_and_go_by_the_clock_and_leave_the_rest_as_it_was() -> None:
    clock = ScriptedClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    sky = Sky(read_plan_file(EXAMPLE), clock)
    seen = []
    for minutes in (0, 9, 10, 19, 20, 59, 60, 69, 70, 119, 120):
        clock.jump_to(datetime(2026, 11, 24, 1, 0, tzinfo=UTC) + minutes * MINUTE)
        seen.append((sky.weather.crowded, sky.weather.slow, sky.weather.down))
        assert sky.weather.repeat == 0.05
    calm, crowded, night, slow = (0.0, 0.0, 0.0), (0.3, 0.0, 0.0), (0.0, 0.2, 1.0), (0.0, 0.2, 0.0)
    assert seen == [calm, calm, crowded, crowded, calm, calm, night, night, slow, slow, calm]


def test_a_daily_spell_may_span_midnight() -> None:
    over = Daily(datetime(1, 1, 1, 23, 50).time(), datetime(1, 1, 1, 0, 10).time())
    held = [over.holds(datetime(2026, 1, 1, *at, tzinfo=UTC)) for at in ((23, 49), (23, 50), (0, 9), (0, 10))]
    assert held == [False, True, True, False]


def test_the_later_spell_has_the_last_word() -> None:
    always = Since(timedelta(), HOUR)
    plan = FaultPlan(Weather(), (Spell(always, {"down": 1.0, "lose": 0.5}), Spell(always, {"down": 0.1})))
    weather = plan.at(NOW, NOW)
    assert (weather.down, weather.lose) == (0.1, 0.5)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("usual: {repeat: 2}", "usual"),
        ("usual: {rain: 1}", "usual.rain"),
        ("usual: {repeat: often}", "usual.repeat"),
        ("usual: {refusals: {'21610': 0.7, '30001': 0.4}}", "usual"),
        ("spells: [{until: 5m, rain: 1}]", "spells.0.rain"),
        ("spells: [{from: 5m, down: 1}]", "spells.0.until"),
        ("spells: [{from: 5m, until: 5m}]", "spells.0.until"),
        ("spells: [{from: soon, until: 5m}]", "spells.0.from"),
        ("spells: [{daily: '2-3'}]", "spells.0.daily"),
        ("spells: [{daily: '02:00-02:10', until: 5m}]", "spells.0"),
        ("clouds: 3", "weather.clouds"),
        ("- a list", "weather"),
        ("usual: {", "weather"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_by_its_field(words: str, field: str) -> None:
    with pytest.raises(Invalid) as fault:
        read_plan(words)
    assert fault.value.field == field and fault.value.remedy


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"none\.yaml"):
        read_plan_file(tmp_path / "none.yaml")


@given(st.integers(), st.lists(st.floats(0, 0.25), max_size=4))
def test_of_what_excludes_each_other_at_most_one_happens_and_never_what_has_no_chance(
    seed: int, chances: list[float]
) -> None:
    listed = {str(at): chance for at, chance in enumerate(chances)}
    picked = Dice(Weather(seed=seed)).pick(listed)
    assert picked is None or listed[picked] > 0


def test_codes_are_picked_as_often_as_their_chances_say() -> None:
    dice = Dice(Weather(seed=1))
    picked = Counter(dice.pick({"30007": 0.2, "30003": 0.1}) for _ in range(5000))
    assert abs(picked["30007"] / 5000 - 0.2) < 0.02 and abs(picked["30003"] / 5000 - 0.1) < 0.02


async def outcome(weather: Weather) -> tuple[Receipt | Unreachable | Rejected, int]:
    """What a send comes to, and how many texts are on the phone."""
    simulator = make(Ticker(), weather)
    try:
        result: Receipt | Unreachable | Rejected = await simulator.send(TEXT)
    except (Unreachable, Rejected) as error:
        result = error
    return result, len(simulator.phone(SHOPPER))


async def test_a_crowded_network_has_not_taken_the_text() -> None:
    result, texts = await outcome(Weather(crowded=1))
    assert isinstance(result, Unreachable) and not result.maybe_sent and texts == 0


async def test_a_broken_network_leaves_everybody_in_doubt_and_has_taken_some() -> None:
    found = [await outcome(Weather(broken=1, seed=seed)) for seed in range(12)]
    assert all(isinstance(result, Unreachable) and result.maybe_sent for result, _ in found)
    assert {texts for _, texts in found} == {0, 1}


async def test_a_slow_answer_comes_all_the_same() -> None:
    result, texts = await outcome(Weather(slow=1, slow_seconds=0.01))
    assert isinstance(result, Receipt) and texts == 1


async def test_an_opt_out_by_chance_blocks_the_phone_from_then_on() -> None:
    weather = Weather(refusals={"21610": 1.0})
    plan = FaultPlan(Weather(), (Spell(Since(timedelta(), MINUTE), {"refusals": weather.refusals}),))
    clock = ScriptedClock(NOW)
    simulator = make(Ticker(), plan, clock=clock)
    for _ in range(2):
        with pytest.raises(Rejected) as refusal:
            await simulator.send(TEXT)
        assert refusal.value.opted_out
        clock.advance(HOUR)
    await simulator.send(replace(TEXT, to="+13035550122"))


async def test_a_text_that_was_taken_may_fail_later() -> None:
    simulator, edge = make(Ticker(), Weather(failures={"30007": 1.0})), Edge()
    await simulator.send(TEXT)
    await courier(simulator, edge).settle()
    last = statuses(simulator, edge)[-1]
    assert (last.status, last.error_code) == (CarrierStatus.UNDELIVERED, "30007")


async def test_forged_webhooks_are_posted_before_the_true_ones_and_counted_with_their_answers() -> None:
    simulator, edge = make(Ticker(), Weather(forge=1)), Edge(403, 200, 200, 200)
    await simulator.send(TEXT)
    await courier(simulator, edge).settle()
    assert [(forgery.url, forgery.answer) for forgery in simulator.forgeries()] == [
        (TEXT.status_callback, 403),
        (TEXT.status_callback, 200),
    ]
    assert b"ErrorCode" not in edge.heard[1].body and len(edge.heard) == 4

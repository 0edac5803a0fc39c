"""Two packs are told apart where there is a difference, and not where chance would make as much of one."""

import random
from collections.abc import Sequence
from dataclasses import replace

from evals.comparison import EXPECTATIONS, Comparison, Found, Metric, compare
from evals.comparison_text import as_table
from evals.gate import Exit, decide
from evals.sheet import Row, Sheet
from evals.transcript import PackNote

OLD, NEW = PackNote("recovery", "1.0.0", "old"), PackNote("recovery", "1.1.0", "new")


def row(scenario: int, passed: int = 1, of: int = 1, words: str = "said", **tone: float) -> Row:
    return Row(f"scenario {scenario}", passed, of - passed, 0, 0, tone, (words,))


def sheet(rows: Sequence[Row], pack: PackNote = OLD, model: str = "gpt-5-mini") -> Sheet:
    return Sheet("made", pack, model, tuple(rows))


def reworded(rows: Sequence[Row], model: str = "gpt-5-mini") -> Sheet:
    """What came after: by another pack, in other words."""
    return sheet([replace(one, words=("other",)) for one in rows], NEW, model)


def metric(comparison: Comparison, name: str) -> Metric:
    return next(one for one in comparison.metrics if one.id == name)


def pressing(seed: int, more: float) -> list[Row]:
    chance = random.Random(seed)
    return [row(number, pressure=chance.gauss(1, 0.3) + more) for number in range(40)]


def test_pushier_words_fail_where_they_are_significant_and_large() -> None:
    comparison = compare(sheet(pressing(1, 0)), reworded(pressing(2, 0.5)))
    pressure = metric(comparison, "pressure")
    assert pressure.found is Found.WORSE
    assert pressure.interval is not None
    assert 0 < pressure.interval.low < pressure.difference < pressure.interval.high
    assert decide(comparison).exit is Exit.REGRESSION


def test_fewer_pushy_words_are_better() -> None:
    comparison = compare(sheet(pressing(1, 0.5)), reworded(pressing(2, 0)))
    assert metric(comparison, "pressure").found is Found.BETTER
    assert decide(comparison).exit is Exit.FINE


def test_what_is_significant_but_small_fails_nothing() -> None:
    before = [row(number, pressure=number / 10) for number in range(40)]
    after = [row(number, pressure=number / 10 + 0.01) for number in range(40)]
    comparison = compare(sheet(before), reworded(after))
    assert metric(comparison, "pressure").corrected < 0.001
    assert metric(comparison, "pressure").found is Found.SMALL
    assert decide(comparison).exit is Exit.FINE
    assert decide(compare(sheet(before), reworded(after), least_effect=0)).exit is Exit.REGRESSION


def test_what_is_large_but_may_be_chance_is_inconclusive() -> None:
    before, after = [row(1, pressure=0.1), row(2, pressure=0.4)], [row(1, pressure=1.1), row(2, pressure=0.9)]
    decision = decide(compare(sheet(before), reworded(after)))
    assert decision.exit is Exit.INCONCLUSIVE
    assert "enough to matter, and it may be chance" in decision.reasons[0]


def test_a_measure_without_a_worse_is_told_and_fails_nothing() -> None:
    before = [row(number, characters=80.0 + number % 9) for number in range(20)]
    after = [row(number, characters=95.0 + number % 8) for number in range(20)]
    comparison = compare(sheet(before), reworded(after))
    assert metric(comparison, "characters").found is Found.CHANGED
    assert decide(comparison).exit is Exit.FINE


def test_what_a_model_without_chance_loses_is_a_regression_at_once() -> None:
    before, after = [row(number) for number in range(20)], [row(0, passed=0), *(row(n) for n in range(1, 20))]
    certain = decide(compare(sheet(before, model="rehearsal"), reworded(after, "rehearsal")))
    assert certain.exit is Exit.REGRESSION
    assert "(scenario 0)" in certain.reasons[0]
    by_chance = compare(sheet(before), reworded(after))
    assert metric(by_chance, EXPECTATIONS).p == 1.0
    assert decide(by_chance).exit is Exit.INCONCLUSIVE


def test_measures_that_read_nothing_do_not_weaken_the_others() -> None:
    silent = dict.fromkeys(("fake_urgency", "commands", "repetition", "stretched", "capitals", "marks", "ucs2"), 0.0)
    before = [row(number, pressure=0.0) for number in range(8)]
    after = [row(number, pressure=1.0 + number / 8) for number in range(8)]
    alone = metric(compare(sheet(before), reworded(after)), "pressure")
    old, new = ([replace(one, tone=one.tone | silent) for one in rows] for rows in (before, after))
    among = metric(compare(sheet(old), reworded(new)), "pressure")
    assert alone.corrected == among.corrected < 0.05


def test_a_drop_that_many_pairs_call_chance_is_fine() -> None:
    chance = random.Random(3)
    before = [row(number, pressure=chance.random()) for number in range(40)]
    after = [row(n, pressure=one.tone["pressure"] + 0.4 * (-1) ** n + 0.12) for n, one in enumerate(before)]
    comparison = compare(sheet(before), reworded(after))
    pressure = metric(comparison, "pressure")
    assert pressure.effect > comparison.least_effect
    assert pressure.p > 0.05
    assert decide(comparison).exit is Exit.FINE


def test_more_trials_tell_a_drop_from_chance() -> None:
    before, after = [row(n, passed=5, of=5) for n in range(20)], [row(n, passed=2 + n % 3, of=5) for n in range(20)]
    expectations = metric(compare(sheet(before), reworded(after)), EXPECTATIONS)
    assert expectations.found is Found.WORSE
    assert expectations.detectable is not None
    assert expectations.detectable < -expectations.difference


def test_a_model_that_does_not_react_to_the_pack_concludes_nothing() -> None:
    rows = [row(number, pressure=1.0) for number in range(20)]
    comparison = compare(sheet(rows), sheet(rows, NEW))
    assert comparison.reacts is False
    assert decide(comparison).exit is Exit.INCONCLUSIVE
    assert compare(sheet(rows), sheet(rows)).reacts is None, "the same pack is not expected to differ"
    assert decide(compare(sheet(rows), sheet(rows))).exit is Exit.FINE


def test_a_violation_outweighs_what_was_not_judged_and_that_a_regression() -> None:
    before = [row(number) for number in range(3)]
    lost = row(0, passed=0)
    unjudged = replace(row(1), passed=0, unjudged=1)
    violated = replace(row(2), passed=0, failed=1, violated=1)
    exits = [
        decide(compare(sheet(before, model="rehearsal"), reworded(after, "rehearsal"))).exit
        for after in ([lost, *before[1:]], [lost, unjudged, before[2]], [lost, unjudged, violated])
    ]
    assert exits == [Exit.REGRESSION, Exit.NOT_JUDGED, Exit.VIOLATION]


def test_what_was_not_judged_is_in_no_rate() -> None:
    before = [row(number) for number in range(4)]
    after = [replace(row(0), passed=0, unjudged=1), *(row(number) for number in range(1, 4))]
    expectations = metric(compare(sheet(before), reworded(after)), EXPECTATIONS)
    assert (expectations.pairs, expectations.after) == (3, 1.0)


def test_scenarios_that_came_or_went_are_named() -> None:
    comparison = compare(sheet([row(1), row(2)]), reworded([row(2), row(3)]))
    assert (comparison.added, comparison.removed) == (("scenario 3",), ("scenario 1",))
    assert decide(comparison).exit is Exit.INCONCLUSIVE


def test_no_scenario_in_common_concludes_nothing() -> None:
    assert decide(compare(sheet([row(1)]), reworded([row(2)]))).exit is Exit.INCONCLUSIVE


def test_the_same_against_the_same_is_seldom_called_worse() -> None:
    """Two measures and the expectations under Holm at .05: of twenty at most three."""

    def played(seed: int) -> list[Row]:
        chance = random.Random(seed)
        return [
            row(n, passed=chance.randrange(4), of=3, pressure=chance.random(), gratitude=chance.random())
            for n in range(12)
        ]

    flagged = [decide(compare(sheet(played(2 * n)), reworded(played(2 * n + 1)))).exit for n in range(20)]
    assert flagged.count(Exit.REGRESSION) <= 3


def test_a_scenario_that_asks_something_else_is_in_no_pair_and_is_told() -> None:
    before = [replace(row(number, passed=0), wordings=("strict",)) for number in range(6)]
    after = [replace(before[0], passed=1, failed=0, wordings=("lax",)), *before[1:]]
    comparison = compare(sheet(before), reworded(after))
    decision = decide(comparison)
    assert comparison.reworded == ("scenario 0",)
    assert metric(comparison, EXPECTATIONS).pairs == 5
    assert decision.exit is Exit.INCONCLUSIVE
    assert "not the same scenarios any more: scenario 0; bless a run of them" in decision.reasons[0]


def test_what_an_older_baseline_does_not_tell_of_wordings_is_no_difference() -> None:
    before = [row(number) for number in range(6)]
    after = [replace(one, wordings=("known",)) for one in before]
    assert decide(compare(sheet(before), reworded(after))).exit is Exit.FINE


def test_a_scenario_of_which_every_play_was_set_aside_does_not_drop_out_silently() -> None:
    before = [row(number) for number in range(6)]
    after = [replace(before[0], passed=0, set_aside=1), *before[1:]]
    decision = decide(comparison := compare(sheet(before), reworded(after)))
    assert decision.exit is Exit.INCONCLUSIVE
    assert "every play was set aside, its simulated shopper's fault: scenario 0" in decision.reasons[0]
    assert "Set aside after, and counted for nothing: 1 of 6 plays." in as_table(comparison, decision)

"""Drift of live conversations: found where wording was changed, not where nothing was, never where there are few."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from scipy import stats
from statsmodels.stats.power import TTestIndPower

from api.evaluating import Drift, DriftRow, Standing
from api.settings import Settings
from conversation.conversation import Control, Conversation
from conversation.live_score import LiveScore, Violation
from evals.baseline import blessed, write_baseline
from evals.live.drift import FEWEST, VIOLATED, drift
from evals.live.judging import judge
from evals.live.production import open_production
from evals.score import score_one, tally
from evals.sheet import Sheet, sheet_of
from evals.statistics.samples import detectable_effect, fisher, welch
from evals.transcript import MessageNote, PackNote, Transcript
from tests.evals.made import NOON, clean

OPENINGS = ("Thanks for asking", "Happy to help", "Good question", "Sure", "I see", "Of course", "No problem at all")
MIDDLES = ("it holds a 15 inch laptop.", "it is waterproof.", "that may depend on where you live.", "we ship today.")
CLOSINGS = ("Shall I keep your cart?", "Do you have another question?", "Let me know.", "Take your time.")
TALK = Conversation("cvn", "mer_1", "con_1", "snd_1", "exc_1", Control.AI, 1, NOON, NOON)

Say = Callable[[Random], str]


def plainly(random: Random) -> str:
    return " ".join((random.choice(OPENINGS) + ",", random.choice(MIDDLES), random.choice(CLOSINGS)))


def pushily(random: Random) -> str:
    return f"{plainly(random)} Hurry, only a few left, order now before it is gone!"


def talked(random: Random, say: Say, pack: str = "hash") -> Transcript:
    """Return a conversation in which the AI said two things by chance."""

    def said(text: MessageNote) -> MessageNote:
        return replace(text, composed=say(random), prompt_hash=pack) if text.seq in (3, 8) else text

    made = clean()
    return replace(made, messages=tuple(said(text) for text in made.messages), pack=PackNote("recovery", "1", pack))


def sheet_from(random: Random, plays: int, say: Say = plainly) -> Sheet:
    played = [replace(talked(random, say), scenario=f"scenario {at}") for at in range(plays)]
    [pack] = tally(score_one(one, ()).card() for one in played).packs
    return sheet_of("made", pack)


def lived(random: Random, count: int, say: Say = plainly, pack: str = "hash") -> list[LiveScore]:
    """Return so many conversations' scores, four a day, none at fault."""
    rows = [replace(TALK, id=f"cvn_{pack}_{at}", updated_at=NOON + timedelta(hours=6 * at)) for at in range(count)]
    scores = [judge(row, talked(random, say, pack), row.updated_at) for row in rows]
    return [replace(score, violations=()) for score in scores if score is not None]


def found(rows: tuple[DriftRow, ...]) -> dict[str, Drift]:
    return {row.metric: row.drift for row in rows}


def test_pushier_words_are_a_drift_and_what_they_left_alone_is_none() -> None:
    random = Random(1)
    rows = drift(sheet_from(random, 40), lived(random, 60, pushily))
    states = found(rows)
    assert states["pressure"] is Drift.DRIFTED
    assert states["emoji"] is Drift.STEADY
    [pressed] = [row for row in rows if row.metric == "pressure"]
    assert pressed.after > pressed.before and pressed.p is not None and pressed.p < 0.05
    assert [point.conversations for point in pressed.points][1:-1] == [4] * (len(pressed.points) - 2)


def test_the_same_words_are_hardly_ever_a_drift() -> None:
    """Corrected for all metrics, one comparison in twenty may be flagged at most; the large effect makes it fewer."""
    random, flagged = Random(0), 0
    sheet, scores = sheet_from(random, 120), lived(random, 120)
    for _ in range(60):
        blessed, live = replace(sheet, rows=tuple(random.choices(sheet.rows, k=40))), random.choices(scores, k=60)
        flagged += Drift.DRIFTED in found(drift(blessed, live)).values()
    assert flagged <= 6


def test_many_conversations_with_the_same_words_are_steady() -> None:
    random = Random(2)
    states = found(drift(sheet_from(random, 120), lived(random, 150)))
    assert Drift.DRIFTED not in states.values()
    assert list(states.values()).count(Drift.STEADY) > len(states) * 0.8


def test_few_conversations_are_inconclusive_whatever_they_say() -> None:
    random = Random(3)
    rows = drift(sheet_from(random, 40), lived(random, FEWEST - 1, pushily))
    assert {row.drift for row in rows} == {Drift.INCONCLUSIVE}
    [pressed] = [row for row in rows if row.metric == "pressure"]
    assert pressed.detectable is not None and pressed.detectable > 0.5


def test_violations_drift_by_fishers_test_and_none_is_steady_only_where_there_are_enough() -> None:
    random = Random(4)
    sheet, scores = sheet_from(random, 60), lived(random, 80)
    sheet = replace(sheet, rows=tuple(replace(row, passed=1, failed=0, violated=0) for row in sheet.rows))
    assert found(drift(sheet, scores))[VIOLATED] is Drift.STEADY
    assert found(drift(sheet, scores[:50]))[VIOLATED] is Drift.INCONCLUSIVE
    broken = [replace(score, violations=(Violation("hours.quiet", 3),)) for score in scores[:30]] + scores[30:]
    assert found(drift(sheet, broken))[VIOLATED] is Drift.DRIFTED
    assert found(drift(sheet, broken[29:]))[VIOLATED] is Drift.INCONCLUSIVE, "one is at fault, and that may be chance"


@pytest.fixture
def baseline(tmp_path: Path) -> Path:
    file = tmp_path / "b.json"
    write_baseline(file, blessed(sheet_from(Random(5), 40), "Dana", "the first words", NOON))
    return file


def standing(file: Path | None, scores: list[LiveScore]) -> Standing:
    return open_production(Settings(_env_file=None, TWOLANE_EVALS_BASELINE=file)).standing(scores)


def test_another_prompt_begins_a_series_of_its_own(baseline: Path) -> None:
    random = Random(6)
    told = standing(baseline, [*lived(random, 5), *lived(random, 9, pushily, "other")])
    assert {(one.pack_hash, one.is_blessed, one.conversations) for one in told.series} == {
        ("hash", True, 5),
        ("other", False, 9),
    }
    assert told.blessed is not None and (told.blessed.by, told.blessed.why) == ("Dana", "the first words")
    assert told.trouble is None


def test_without_a_baseline_checks_are_counted_and_nothing_is_compared(tmp_path: Path) -> None:
    scores = [replace(score, violations=(Violation("link.own", 3),) * 2) for score in lived(Random(7), 3)]
    for file in (None, tmp_path / "none.json"):
        told = standing(file, scores)
        assert told.blessed is None and told.trouble and all(not one.rows for one in told.series)
        first = told.checks[0]
        assert (first.check, first.violated) == ("link.own", 3), "a conversation counts once"


def test_the_demo_compares_with_a_baseline_of_its_own_and_others_with_what_they_name(baseline: Path) -> None:
    demo = Settings(_env_file=None, demo=True)
    told = open_production(demo).standing([])
    assert told.blessed is not None and (told.blessed.suite, told.blessed.violated) == ("recovery", 0)
    assert told.blessed.as_expected == told.blessed.judged >= FEWEST
    named = open_production(demo.model_copy(update={"evals_baseline": baseline})).standing([])
    assert named.blessed is not None and named.blessed.suite == "made"


def test_the_statistics_agree_with_scipy_and_statsmodels() -> None:
    before, after = [1.0, 2.0, 4.0, 3.5], [2.0, 5.0, 6.0, 4.0, 7.0]
    ours, theirs = welch(before, after), stats.ttest_ind(after, before, equal_var=False)
    assert ours is not None
    assert ours.p == pytest.approx(theirs.pvalue)
    assert (ours.interval.low, ours.interval.high) == pytest.approx(tuple(theirs.confidence_interval(0.95)))
    power = TTestIndPower().power(detectable_effect(30, 60), 30, 0.05, ratio=2)
    assert power == pytest.approx(0.8, abs=1e-3)
    assert fisher(0, 10, 3, 10) == pytest.approx(stats.hypergeom(20, 3, 10).sf(2))
    assert welch([1.0], after) is None
    same = welch([0.0] * 9, [0.0] * 9)
    assert same is not None and (same.p, same.effect) == (1.0, 0.0)

"""A run that was killed goes on where it was; one of another plan, or a finished one, begins anew."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from api.settings import Settings
from evals.call import UNREACHED
from evals.folder import PLAN, SCORES, TRANSCRIPTS
from evals.journal import open_journal
from evals.plan import Plan, key_of
from evals.scenario import Suite
from evals.suite import load_suite
from evals.transcript import PackNote, Transcript, read_transcripts
from tests.evals.made import clean

NOTE = PackNote("recovery", "1.0.0", "hash")
SCENARIO = {
    "shopper": {"name": "Ivan Santos", "phone": "+12125550112", "region": "NY", "timezone": "America/New_York"},
    "start": "2026-11-24 11:00",
    "steps": [{"advance": "30m"}, {"shopper": "that is too expensive"}],
    "expect": {"offers": 1},
}
NAMES = ("one", "two")


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    file = tmp_path / "made.yaml"
    rows = [SCENARIO | {"name": name} for name in NAMES]
    file.write_text(yaml.safe_dump({"name": "made", "scenarios": rows}), encoding="utf-8")
    return file


def plan_of(suite: Path | Suite, trials: int = 2, model: str = "rehearsal", seed: int | None = None) -> Plan:
    loaded = suite if isinstance(suite, Suite) else load_suite(suite)
    return Plan(loaded, {"recovery": NOTE}, Settings(_env_file=None, model=model), trials, seed)


def played(scenario: str, trial: int) -> Transcript:
    return replace(clean(), scenario=scenario, trial=trial)


def test_an_unfinished_run_of_the_same_plan_is_gone_on_with(suite: Path, tmp_path: Path) -> None:
    with open_journal(tmp_path, plan_of(suite)) as journal:
        journal.append(played("one", 1))
        journal.append(played("one", 2))
    with open_journal(tmp_path, plan_of(suite)) as journal:
        assert journal.done == {key_of(played("one", 1)), key_of(played("one", 2))}


def test_a_line_that_was_not_written_to_its_end_is_cut_off(suite: Path, tmp_path: Path) -> None:
    with open_journal(tmp_path, plan_of(suite)) as journal:
        journal.append(played("one", 1))
    with (tmp_path / TRANSCRIPTS).open("ab") as file:
        file.write(b'{"schema_version":2,"suite":"ma')
    with open_journal(tmp_path, plan_of(suite)) as journal:
        assert len(journal.done) == 1
        journal.append(played("one", 2))
    assert [one.trial for one in read_transcripts(tmp_path / TRANSCRIPTS)] == [1, 2]


@pytest.mark.parametrize(
    "change",
    [{"trials": 3}, {"model": "hostile:1"}, {"seed": 5}],
)
def test_a_run_of_another_plan_begins_anew(suite: Path, tmp_path: Path, change: dict[str, object]) -> None:
    with open_journal(tmp_path, plan_of(suite)) as journal:
        journal.append(played("one", 1))
    with open_journal(tmp_path, plan_of(suite, **change)) as journal:  # type: ignore[arg-type]
        assert journal.done == frozenset()
    assert list(read_transcripts(tmp_path / TRANSCRIPTS)) == []


def test_a_changed_scenario_makes_another_plan(suite: Path, tmp_path: Path) -> None:
    (tmp_path / PLAN).write_text(plan_of(suite).as_json(), encoding="utf-8")
    assert plan_of(suite).is_written_in(tmp_path / PLAN)
    first, second = load_suite(suite).scenarios
    reworded = first.model_copy(update={"steps": first.steps[:1]})
    assert not plan_of(Suite(name="made", scenarios=(reworded, second))).is_written_in(tmp_path / PLAN)


def test_a_finished_run_is_played_again(suite: Path, tmp_path: Path) -> None:
    whole = plan_of(suite, trials=1)
    for name in NAMES:
        with open_journal(tmp_path, whole) as journal:
            journal.append(played(name, 1))
    with open_journal(tmp_path, whole) as journal:
        assert len(journal.done) == len(NAMES), "it was killed before it was scored"
    (tmp_path / SCORES).touch()
    with open_journal(tmp_path, whole) as journal:
        assert journal.done == frozenset()
    assert not (tmp_path / SCORES).exists(), "scores of an earlier run are no scores of this one"


def test_what_came_to_nothing_because_a_model_was_away_is_played_again(suite: Path, tmp_path: Path) -> None:
    with open_journal(tmp_path, plan_of(suite, trials=1)) as journal:
        journal.append(replace(played("two", 1), trouble=f"{UNREACHED}: gpt-5: ConnectionError"))
        journal.append(played("one", 1))
    with open_journal(tmp_path, plan_of(suite, trials=1)) as journal:
        assert journal.done == {key_of(played("one", 1))}
        journal.append(played("two", 1))
    ended = [(one.scenario, one.trouble) for one in read_transcripts(tmp_path / TRANSCRIPTS)]
    assert ended == [("one", None), ("two", None)], "each play once, in the plan's order"


def test_each_trial_has_a_chance_of_its_own_and_every_pack_the_same(suite: Path) -> None:
    plan = replace(plan_of(suite, trials=3, model="hostile:7"), packs={"recovery": NOTE, "other": NOTE})
    models = {}
    for play in plan.plays():
        models.setdefault(play.pack, []).append(play.settings.model)
    assert models["recovery"] == models["other"]
    assert models["recovery"][0] == "hostile:7", "as it was asked for"
    assert len(set(models["recovery"])) == 5, "the first trial of both scenarios speaks as it was asked to"
    assert {play.settings.model for play in plan_of(suite, seed=1).plays()} == {"rehearsal"}, "it takes no seed"
    assert {play.occasion.model for play in plan.plays()} == {"hostile:7"}


def test_no_two_plays_of_the_stochastic_model_draw_alike_whether_seeded_by_name_or_by_option(suite: Path) -> None:
    def drawn(model: str, seed: int | None = None) -> list[int | None]:
        return [play.occasion.seed for play in plan_of(suite, trials=2, model=model, seed=seed).plays()]

    assert len(set(drawn("stochastic:7"))) == 4
    assert drawn("stochastic:7") == drawn("stochastic", seed=7) != drawn("stochastic:8")
    assert drawn("stochastic") == drawn("stochastic", seed=0)

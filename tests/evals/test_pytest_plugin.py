"""Scenarios as tests of people's own: one test a play, scored, with the conversation shown where it fails."""

import tomllib
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from evals.choosing import Choice
from evals.command import run_wishes
from evals.matrix import Wishes
from evals.run import Manner

pytest_plugins = ["pytester"]

SCENARIO = {
    "shopper": {"name": "Ivan Santos", "phone": "+12125550112", "region": "NY", "timezone": "America/New_York"},
    "start": "2026-11-24 11:00",
    "steps": [{"advance": "30m"}, {"shopper": "how long does standard delivery take?"}],
    "expect": {"says": "3 to 5 business days"},
}
ROWS = [SCENARIO | {"name": "delivery"}, SCENARIO | {"name": "a miss", "expect": {"says": "tomorrow"}}]
ARGUMENTS = ("-p", "evals.pytest_plugin", "-p", "no:cacheprovider", "--disable-plugin-autoload", "-q")


@pytest.fixture(scope="module", autouse=True)
def imported(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Play once before: pytester forgets what is imported meanwhile, and LangChain bears to be imported once only."""
    manner = Manner(cassettes=tmp_path_factory.mktemp("tapes"))
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("TWOLANE_MODEL", "rehearsal")
        wishes = Wishes(("recovery",), choice=Choice(("shipping question",)), manner=manner)
        assert run_wishes("recovery", tmp_path_factory.mktemp("out"), wishes) == 0


@pytest.fixture
def own(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("TWOLANE_MODEL", "rehearsal")
    pytester.path.joinpath("own.yaml").write_text(yaml.safe_dump({"name": "own", "scenarios": ROWS}), "utf-8")
    return pytester


def test_each_scenario_is_a_test_and_a_failing_one_shows_what_was_said(own: pytest.Pytester) -> None:
    own.makepyfile(
        """
        import pytest
        from evals.verdict import Verdict

        @pytest.mark.scenario("own.yaml")
        def test_it_goes_well(played):
            assert played.transcript.by_ai
            assert played.verdict is Verdict.GOOD

        def test_no_play_is_needed():
            pass
        """
    )
    result = own.runpytest_inprocess(*ARGUMENTS, "--strict-markers")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*test_it_goes_well[[]a miss[]]*", "* ai: *3 to 5 business days*", "missed: says*"])


def test_a_play_is_recorded_and_replayed_and_a_miss_fails(own: pytest.Pytester) -> None:
    test = """
        import pytest

        @pytest.mark.scenario("own.yaml", filter="delivery", trials={trials}, cassettes="tapes", cassette_mode="{mode}")
        def test_all_was_replayed(played):
            assert {{call.replayed for call in played.transcript.calls}} == {{{replayed}}}
        """
    own.makepyfile(test.format(trials=1, mode="record", replayed=False))
    own.runpytest_inprocess(*ARGUMENTS).assert_outcomes(passed=1)
    own.makepyfile(test.format(trials=2, mode="replay", replayed=True))
    result = own.runpytest_inprocess(*ARGUMENTS)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*CassetteMiss: delivery: question 1 is not in the cassette*"])


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        ("", "asks for `played`; mark it with @pytest.mark.scenario(suite"),
        ('@pytest.mark.scenario("nowhere.yaml")', "nowhere.yaml"),
        ('@pytest.mark.scenario("own.yaml", filter="nothing*")', "no scenario of own fits nothing"),
        ('@pytest.mark.scenario("own.yaml", pak="recovery")', "unexpected keyword argument 'pak'"),
        (
            '@pytest.mark.scenario("own.yaml", cassettes="x", cassette_mode="sometimes")',
            "'sometimes' is not a valid Mode",
        ),
    ],
)
def test_what_cannot_be_played_is_told_before_anything_runs(own: pytest.Pytester, mark: str, told: str) -> None:
    own.makepyfile(f"import pytest\n\n{mark}\ndef test_it(played):\n    assert played\n")
    result = own.runpytest_inprocess(*ARGUMENTS)
    assert result.ret != 0
    assert told in result.stdout.str() + result.stderr.str()


def test_an_installed_twolane_brings_the_plugin() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    plugin = import_module(project["entry-points"]["pytest11"]["twolane"])
    assert callable(plugin.pytest_generate_tests)

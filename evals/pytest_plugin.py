"""The pytest plugin: scenarios of a suite as tests, played through the real turn and scored.

    @pytest.mark.scenario("suite.yaml", filter="price*")
    def test_nobody_is_pressed(played):
        assert played.verdict is Verdict.GOOD

Each play that the mark chooses is a test of its own. What plays and scores is imported where a test asks for it: the
plugin costs nothing where none does.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from evals.cassettes.deck import Shelf
    from evals.plan import Play
    from evals.score import Scored
    from evals.transcript import Transcript

MARK = "scenario"
FIXTURE = "played"
_HOW = (
    "scenario(suite, pack='recovery', model=None, filter=None, trials=1, seed=None, cassettes=None, "
    "cassette_mode='auto'): play the scenarios of a suite, one test each, for the fixture `played`"
)


def pytest_configure(config: pytest.Config) -> None:
    """Tell of the mark."""
    config.addinivalue_line("markers", _HOW)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of each play that the mark chooses. Raises pytest.UsageError where it or the suite cannot be used."""
    if FIXTURE not in metafunc.fixturenames:
        return
    from conversation.errors import TwolaneError

    where, mark = metafunc.definition.nodeid, metafunc.definition.get_closest_marker(MARK)
    if mark is None:
        raise pytest.UsageError(f"{where} asks for `{FIXTURE}`; mark it with @pytest.mark.{_HOW}")
    try:
        plays = _plays_of(metafunc.definition.path.parent, *mark.args, **mark.kwargs)
    except (TwolaneError, TypeError, ValueError) as error:
        raise pytest.UsageError(f"{where}: {error}; the mark is {_HOW}") from error
    metafunc.parametrize(FIXTURE, plays, indirect=True, ids=[_id_of(one) for one, _ in plays])


@pytest.fixture
def played(request: pytest.FixtureRequest) -> "Scored":
    """The conversation, played to its end and scored: `played.transcript`, `played.verdict`.

    A question to a model that no cassette answers in replay fails the test. A failing test shows what was said.
    """
    from evals.score import score_one

    one, shelf = request.param
    scored = score_one(asyncio.run(_play(one, shelf)))
    request.node.add_report_section("call", "conversation", "\n".join(_told(scored)))
    return scored


async def _play(one: "Play", shelf: "Shelf | None") -> "Transcript":
    from evals.playing import Company

    company = Company(shelf=shelf)
    try:
        return await company.play(one)
    finally:
        await company.close()


def _plays_of(
    folder: Path,
    suite: str,
    *,
    pack: str = "recovery",
    model: str | None = None,
    filter: str | None = None,
    trials: int = 1,
    seed: int | None = None,
    cassettes: str | None = None,
    cassette_mode: str = "auto",
) -> list[tuple["Play", "Shelf | None"]]:
    """Return what is played. `suite` and `cassettes` are paths from the test's folder; a suite may be a shipped one."""
    from api.settings import Settings
    from evals.cassettes.mode import Mode
    from evals.choosing import Choice
    from evals.plan import Plan
    from evals.run import Manner, note_of_pack
    from evals.suite import load_suite

    own = folder / suite
    chosen = Choice((filter,) if filter else ()).of(load_suite(own if own.is_file() else suite))
    settings = Settings() if model is None else Settings().model_copy(update={"model": model})
    manner = Manner(cassettes=folder / cassettes if cassettes else None, mode=Mode(cassette_mode))
    shelf = manner.shelf(settings)
    plan = Plan(chosen, {pack: note_of_pack(pack)}, settings, trials, seed)
    return [(one, shelf) for one in plan.plays()]


def _id_of(one: "Play") -> str:
    trial = one.occasion.trial
    return one.occasion.scenario.name if trial == 1 else f"{one.occasion.scenario.name} {trial}"


def _told(scored: "Scored") -> Iterator[str]:
    """Yield what was said and what is held against it."""
    for text in scored.transcript.messages:
        yield f"{text.at:%a %H:%M} {text.author}: {text.body}"
    if scored.trouble is not None:
        yield f"not played to its end: {scored.trouble}"
    for miss in scored.missed:
        yield f"missed: {miss}"
    for result in scored.results:
        for violation in result.violations:
            yield f"violated: {result.check}: {violation.wrong}"

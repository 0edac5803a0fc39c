"""Models, personas and trials, several conversations at once, a pace, and a ceiling on what it may cost."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from agent.heard_opener import HeardOpener
from api.configured_models import open_row
from api.settings import Settings
from conversation.errors import Misconfigured
from conversation.money import MICROS
from evals.bill import Bill
from evals.call import CallNote
from evals.choosing import Choice
from evals.command import run_wishes
from evals.errors import CeilingReached
from evals.folder import SCORES, TRANSCRIPTS
from evals.matrix import Cell, Wishes, cells_of, play_matrix
from evals.plan import Plan
from evals.progress import Lines, in_words
from evals.purse import Purse
from evals.run import Manner, note_of_pack, play_into
from evals.suite import load_suite
from evals.transcript import Transcript, read_transcripts
from prompts.renderer import load_pack
from tests.evals.made import NOON
from tests.evals.test_playing import without_timings
from tests.thinking_server import NativeServer

PRICES = "as_of: 2026-01-01\nsource: made\nmodels:\n  fake-1: {in: 1, cached: 1, out: 2}\n"
BOLD = "summary: Short and bold.\ntone: {bold: 2}\n"


@pytest.fixture(autouse=True)
def rehearsing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TWOLANE_MODEL", "rehearsal")


def few(most: int, **fields: object) -> Plan:
    suite = load_suite("recovery")
    suite = suite.model_copy(update={"scenarios": suite.scenarios[:most]})
    return replace(Plan(suite, {"recovery": note_of_pack("recovery")}, Settings(_env_file=None)), **fields)


def played(folder: Path) -> list[Transcript]:
    return [without_timings(one) for one in read_transcripts(folder / TRANSCRIPTS)]


async def test_several_at_once_leave_what_one_by_one_leaves(tmp_path: Path) -> None:
    await play_into(tmp_path / "one", few(4))
    await play_into(tmp_path / "three", few(4), Manner(jobs=3))
    assert played(tmp_path / "one") == played(tmp_path / "three")


def test_every_model_with_every_persona_has_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bold.yaml").write_text(BOLD, "utf-8")
    (tmp_path / "calm.yaml").write_text("summary: Calm.\n", "utf-8")
    personas, choice = (tmp_path / "bold.yaml", tmp_path / "calm.yaml"), Choice(sample=1)
    wishes = Wishes(("recovery",), ("rehearsal", "stochastic:4"), personas, trials=2, choice=choice)
    assert run_wishes("recovery", tmp_path / "out", wishes) == 0
    folders = {folder.name for folder in (tmp_path / "out").iterdir()}
    assert folders == {"rehearsal.bold", "rehearsal.calm", "stochastic-4.bold", "stochastic-4.calm"}
    bold = played(tmp_path / "out" / "stochastic-4.bold")
    assert [(one.persona, one.model, one.trial) for one in bold] == [("bold", "stochastic:4", n) for n in (1, 2)]
    assert (tmp_path / "out" / "rehearsal.calm" / "report.html").is_file()
    told = capsys.readouterr().out
    assert f"{tmp_path / 'out' / 'rehearsal.calm'}: as expected" in told
    assert f"stochastic: {sum(len(one.calls) for one in bold) * 2} calls\n" in told


@pytest.mark.parametrize("words", ["name: Sophie\n", "tone: {bold: 9}\n", "colour: red\n"])
def test_a_persona_that_may_not_speak_is_refused_before_anything_is_played(tmp_path: Path, words: str) -> None:
    (tmp_path / "bad.yaml").write_text(words, "utf-8")
    with pytest.raises(Misconfigured, match="--persona"):
        cells_of("recovery", tmp_path, Wishes(("recovery",), personas=(tmp_path / "bad.yaml",)))


def test_what_an_earlier_run_finished_is_not_played_again(tmp_path: Path) -> None:
    cells = (Cell(tmp_path / "a", few(1)), Cell(tmp_path / "b", few(1, trials=2)))
    order: list[str] = []

    def scored(folder: Path) -> int:
        order.append(folder.name)
        return 0

    play_matrix(cells[:1], Manner(), Purse(), scored)
    written = (tmp_path / "a" / TRANSCRIPTS).stat().st_mtime_ns
    play_matrix(cells, Manner(), Purse(), scored)
    assert (tmp_path / "a" / TRANSCRIPTS).stat().st_mtime_ns == written
    assert order == ["a", "a", "b"]


async def test_a_run_stops_at_its_ceiling_and_goes_on_with_a_higher_one(tmp_path: Path) -> None:
    (tmp_path / "prices.yaml").write_text(PRICES, "utf-8")
    with NativeServer(load_pack("recovery")) as server:
        settings = Settings(
            _env_file=None,
            model="openai:fake-1",
            openai_base_url=server.url,
            openai_api_key="k",
            model_prices=tmp_path / "prices.yaml",
        )
        plan = few(3, settings=settings)
        with pytest.raises(CeilingReached, match="of 3 were played and are kept"):
            await play_into(tmp_path / "out", plan, purse=Purse(60))
        kept = played(tmp_path / "out")
        purse = Purse(MICROS)
        assert await play_into(tmp_path / "out", plan, purse=purse) == len(kept) < 3
        assert purse.spent == sum(call.micros or 0 for one in played(tmp_path / "out") for call in one.calls) > 60
        unpriced = settings.model_copy(update={"model_prices": None})
        with pytest.raises(Misconfigured, match="what fake-1 costs is not known"):
            await play_into(tmp_path / "dear", few(1, settings=unpriced), purse=Purse(60))


def test_what_was_replayed_and_what_nobody_bills_costs_nothing() -> None:
    purse = Purse(10)
    replayed = CallNote(1, NOON, "gpt-5", 10, 100, 0, 10, 500, replayed=True)
    purse.pay([replayed, CallNote(1, NOON, "rehearsal", 1), CallNote(1, NOON, "gpt-5", 9, error="TimeoutError")])
    assert not purse.is_empty
    purse.pay([CallNote(1, NOON, "gpt-5", 10, 100, 0, 10, 10)])
    assert purse.is_empty


def test_a_bill_says_what_is_known() -> None:
    bill = Bill()
    bill.add(CallNote(1, NOON, "gpt-5", 1000, 1_200, 0, 30, 1_800))
    bill.add(CallNote(1, NOON, "gpt-5", 500, 800, 0, 10, 1_100, replayed=True))
    assert str(bill) == "2 calls, 1 of them replayed, 2,000 tokens in, 40 out, $0.0029, 0.75 s a call"
    bill.add(CallNote(2, NOON, "gpt-5", 300, error="TimeoutError: late"))
    assert "1 failed" in str(bill) and "$0.0029" in str(bill), "what failed is not known to have cost anything"
    bill.add(CallNote(2, NOON, "gpt-5", 300, 10, 0, 1, None))
    assert "price unknown" in str(bill)


async def test_requests_wait_for_their_minute() -> None:
    """By the clock: five requests at 1,200 a minute are 200 ms, and the first two may not wait at all."""
    with NativeServer(load_pack("recovery")) as server:
        settings = Settings(_env_file=None, model="openai:fake-1", openai_base_url=server.url, openai_api_key="k")
        opener = HeardOpener(open_row(settings), settings.model, requests_per_minute=1200)
        model = await opener(load_pack("recovery"))
        began = time.monotonic()
        for _ in range(5):
            await model.ainvoke("hello")
        took = time.monotonic() - began
        await opener.close()
    assert took >= 3 * 0.05


def test_a_long_run_tells_how_far_it_is(tmp_path: Path) -> None:
    with (tmp_path / "told").open("w+") as file:
        lines = Lines(file, total=100, before=20, began=time.monotonic() - 30, told=time.monotonic() - 30)
        lines.step(30, 12_345)
        lines.step(31, 12_345)
        file.seek(0)
        assert file.read() == "30 of 100 played, about 4 min left, $0.0123\n"
    assert in_words(61) == "61 s"


def test_the_scores_of_the_folder_are_of_its_own_model(tmp_path: Path) -> None:
    assert run_wishes("recovery", tmp_path / "out", Wishes(("recovery",), choice=Choice(sample=1))) == 0
    assert (tmp_path / "out" / SCORES).is_file()

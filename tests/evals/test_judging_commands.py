"""The commands about judges, from transcripts to a stamp and what it lets weigh."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.labelling.label import Label
from api.labelling.label_set import LabelSet
from conversation.errors import Misconfigured
from evals.card import read_cards
from evals.command import score_file
from evals.comparison import Found, compare
from evals.folder import SCORES
from evals.gate import Exit
from evals.judging.calibrating import calibrate_set
from evals.judging.command import Asking, compare_files, judge_played, make_set
from evals.score import tally
from evals.sheet import Sheet, sheet_of
from evals.transcript import to_line
from tests.evals.judge_server import preferring, saying, served
from tests.evals.made import changed, clean, with_fields

KIND, CURT = "Would you like me to look that up for you?", "Look it up yourself."
ASKING = Asking("openai:judge", ("polite",))


class Noon:
    def now(self) -> datetime:
        return datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
async def judge(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """A judge that knows a kind text and, of two conversations, the one that has it."""

    def script(told: str, question: str) -> str:
        if question.startswith("FIRST"):
            return preferring("first" if KIND in question.partition("SECOND")[0] else "second", KIND)
        return saying("polite", KIND) if KIND in question else saying("rude", CURT)

    async with served(script) as address:
        monkeypatch.setenv("OPENAI_BASE_URL", address)
        yield


def written(file: Path, count: int, curt_every: int) -> Path:
    """Transcripts of as many scenarios, in each of which the assistant says one thing of its own."""
    played = (
        changed(3, composed=CURT if at % curt_every == 0 else KIND)(with_fields(scenario=f"scenario {at}")(clean()))
        for at in range(count)
    )
    texts = (changed(2, composed=f"how large is number {at}?")(one) for at, one in enumerate(played))
    file.write_bytes(b"".join(map(to_line, texts)))
    return file


@pytest.mark.usefixtures("judge")
async def test_a_judge_is_report_only_until_people_agree_with_it_and_again_when_a_label_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    transcripts, labels = written(tmp_path / "played.jsonl", 60, curt_every=3), tmp_path / "first"
    make_set(transcripts, labels)
    held = label_all(labels)

    async def judged() -> str:
        assert await asyncio.to_thread(judge_played, transcripts, tmp_path / "out", ASKING, labels) == 0
        return capsys.readouterr().out

    assert "report-only: not calibrated" in await judged()
    assert await asyncio.to_thread(calibrate_set, labels, ASKING, Noon()) == Exit.FINE
    told = capsys.readouterr().out
    assert "polite: may weigh in a gate" in told and "kappa          1.00" in told
    assert "2 raters, 120 labels, split on 0; agreement: Krippendorff's alpha 1.00" in told
    assert "yes, kappa 1.00" in await judged()
    held.append(replace(held.labels()[0], level="neutral"))
    assert "report-only: calibrated with another labels; calibrate again" in await judged()
    assert len((tmp_path / "out" / "judged.jsonl").read_bytes().splitlines()) == 60


@pytest.mark.usefixtures("judge")
async def test_only_a_calibrated_judge_weighs_in_a_comparison_and_it_can_fail_a_gate(tmp_path: Path) -> None:
    labels = tmp_path / "first"
    make_set(written(tmp_path / "labelled.jsonl", 60, curt_every=2), labels)
    label_all(labels)
    before, after = tmp_path / "before", tmp_path / "after"
    for folder, curt_every in ((before, 20), (after, 1)):
        score_file(written(tmp_path / f"{folder.name}.jsonl", 20, curt_every), folder)

    async def compared() -> dict[str, Found]:
        for folder in (before, after):
            assert await asyncio.to_thread(judge_played, folder, None, ASKING, labels) == 0
        old, new = map(sheet, (before, after))
        return {one.id: one.found for one in compare(old, new).metrics if one.id.startswith("judge.")}

    assert await compared() == {}
    assert await asyncio.to_thread(calibrate_set, labels, ASKING, Noon()) == Exit.FINE
    [(name, found)] = (await compared()).items()
    assert name.startswith("judge.polite.") and found is Found.WORSE


def label_all(folder: Path) -> LabelSet:
    """Two people say of each item what it is."""
    held = LabelSet(folder)
    for item in held.items():
        level = "polite" if any(line.words == KIND for line in item.lines) else "rude"
        held.append(*(Label(item.id, "polite", level, rater, Noon().now()) for rater in ("usr_dana", "usr_omar")))
    return held


def sheet(folder: Path) -> Sheet:
    scored = tally(read_cards(folder / SCORES))
    return sheet_of(scored.suite, scored.packs[0])


@pytest.mark.usefixtures("judge")
async def test_pairs_are_compared_in_both_orders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = written(tmp_path / "a.jsonl", 4, curt_every=1), written(tmp_path / "b.jsonl", 4, curt_every=9)
    await asyncio.to_thread(compare_files, before, after, ASKING)
    assert "| polite | 0 | 3 | 0 | 0 | 1 |" in capsys.readouterr().out


@pytest.mark.usefixtures("judge")
async def test_a_judge_of_its_own_words_is_warned_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    transcripts = tmp_path / "own.jsonl"
    transcripts.write_bytes(to_line(with_fields(model="judge")(clean())))
    await asyncio.to_thread(judge_played, transcripts, tmp_path / "out", ASKING, None)
    assert "judges what it wrote itself" in capsys.readouterr().out


def test_a_judge_that_does_wrong_and_breaks_gets_no_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    transcripts = written(tmp_path / "played.jsonl", 30, curt_every=2)
    assert judge_played(transcripts, tmp_path / "out", Asking("hostile:7", ("polite",)), None) == 0
    told = capsys.readouterr().out
    [row] = [line for line in told.splitlines() if line.startswith("| polite")]
    cells = row.split(" | ")
    assert cells[1:4] == ["0/0", "-", "-"]
    assert int(cells[4]) + int(cells[5]) == 30 and int(cells[5]) > 0
    assert "30 answers are none, and in no rate" in told


def test_a_model_that_reads_nothing_cannot_judge(tmp_path: Path) -> None:
    for name in ("rehearsal", "stochastic:7"):
        with pytest.raises(Misconfigured, match="reads nothing"):
            judge_played(written(tmp_path / "played.jsonl", 1, curt_every=2), tmp_path, Asking(name), None)


def test_a_set_that_nobody_labelled_cannot_calibrate(tmp_path: Path) -> None:
    make_set(written(tmp_path / "played.jsonl", 2, curt_every=2), tmp_path / "first")
    with pytest.raises(Misconfigured, match="nobody has labelled anything"):
        calibrate_set(tmp_path / "first", ASKING, Noon())
    with pytest.raises(Misconfigured, match="there is no label set"):
        calibrate_set(tmp_path / "second", ASKING, Noon())

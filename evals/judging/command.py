"""What `twolane evals judge` and `label-set` do."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import typer

from agent.asking import open_plain
from api.configured_models import model_choice
from api.labelling.item import Item
from api.labelling.label_set import LabelSet, write_items
from api.settings import Settings
from conversation.errors import Misconfigured
from evals.folder import TRANSCRIPTS
from evals.judging.asking import ask_named, chosen_rubrics, write_answers
from evals.judging.judge import Judge
from evals.judging.pairwise import Compared, Pairs, compare_items
from evals.judging.showing import has_assistant, shown
from evals.judging.stamp import FILE, Admission, Basis, ReportOnly, Stamp, admit, read_stamps
from evals.judging.told import as_pairs, as_told
from evals.judging.weighing import weigh_in
from evals.transcript import Transcript, read_placed, read_transcripts
from prompts.renderer import load_pack
from prompts.rubric import JUDGE_PACK, Rubric

ANSWERS = "judged.jsonl"
REPORT = "judged.md"
OPENAI = "openai:"
"""`gpt-5` and `openai:gpt-5` are one model."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Which model is asked, about which dimensions (all where there is none), how many times over."""

    judge: str
    dimensions: tuple[str, ...] = ()
    times: int = 1


def judge_played(played: Path, out: Path | None, asking: Asking, labels: Path | None) -> int:
    """Let the judge speak of every transcript, print and write it down; return 0.

    Where `played` is a scored folder, what the judge may weigh in joins its scores. Raises Misconfigured,
    TranscriptsInvalid or ScoresInvalid.
    """
    if out is None and not played.is_dir():
        raise Misconfigured("--out", "name a folder for what the judge says of a file")
    placed = tuple(read_placed(_file(played)))
    transcripts = tuple(transcript for _, transcript in placed)
    told = ask_named(asking.judge, tuple(map(shown, transcripts)), chosen_rubrics(asking.dimensions), asking.times)
    stamps = () if labels is None else read_stamps(labels / FILE)
    admissions = {one.rubric.id: admission_of(asking.judge, one.rubric, labels, stamps) for one in told}
    words = as_told(asking.judge, told, admissions, warnings(asking.judge, transcripts))
    if played.is_dir():
        weigh_in(played, [place for place, _ in placed], told, admissions)
    folder = out or played
    folder.mkdir(parents=True, exist_ok=True)
    write_answers(folder / ANSWERS, told)
    (folder / REPORT).write_text(words + "\n", encoding="utf-8")
    typer.echo(f"{words}\n\nWritten to {folder}: {ANSWERS}, {REPORT}.")
    return 0


def compare_files(before: Path, after: Path, asking: Asking) -> int:
    """Let the judge compare the plays of the same scenario and trial, in both orders, and print it; return 0.

    Raises Misconfigured or TranscriptsInvalid.
    """
    old, new = ({(one.scenario, one.trial): one for one in _read(file)} for file in (before, after))
    pairs = [(shown(old[play]), shown(new[play])) for play in new if play in old]
    pairs = [pair for pair in pairs if all(map(has_assistant, pair))]
    if not pairs:
        raise Misconfigured("--against", "there is no scenario of which both have a play with a text of the AI's")
    rubrics = chosen_rubrics(asking.dimensions)
    found = asyncio.run(_compare(asking.judge, pairs, rubrics))
    typer.echo(as_pairs(asking.judge, found, warnings(asking.judge, (*old.values(), *new.values()))))
    return 0


def make_set(transcripts: Path, out: Path) -> int:
    """Write the transcripts' items to the label set `out` and return 0. Raises TranscriptsInvalid or Invalid."""
    items = tuple(item for item in map(shown, _read(transcripts)) if has_assistant(item))
    held = write_items(out, items)
    typer.echo(f"{out} holds {len(held.items())} items and {len(held.labels())} labels.")
    return 0


def basis_of(judge: str, rubric: Rubric, labels: LabelSet) -> Basis:
    """Return what a stamp of this judge must rest on now."""
    return Basis(judge, rubric.id, rubric.hash, load_pack(JUDGE_PACK).hash, labels.hash(rubric.id))


def admission_of(judge: str, rubric: Rubric, labels: Path | None, stamps: tuple[Stamp, ...]) -> Admission:
    """Say whether the judge may weigh in this dimension."""
    if labels is None:
        return ReportOnly("not held against people's labels (--labels)")
    return admit(basis_of(judge, rubric, LabelSet(labels)), stamps)


def warnings(judge: str, transcripts: Iterable[Transcript]) -> tuple[str, ...]:
    """Return what speaks against this judge before it said a word."""
    spoke = {one.model for one in transcripts} | {text.model or "" for one in transcripts for text in one.by_ai}
    same = [f"{judge} judges what it wrote itself: name another model, for models favour their own words (Zheng 2023)."]
    return tuple(same) if judge.removeprefix(OPENAI) in {name.removeprefix(OPENAI) for name in spoke} else ()


async def _compare(
    judge: str, pairs: list[tuple[Item, Item]], rubrics: tuple[Rubric, ...]
) -> tuple[tuple[Rubric, Pairs], ...]:
    pack = load_pack(JUDGE_PACK)
    opened = open_plain(model_choice(Settings(model=judge)), pack)
    speaks = Judge(opened, pack)

    async def compare(rubric: Rubric) -> tuple[Rubric, Pairs]:
        found: list[Compared] = [await compare_items(speaks, rubric, *pair) for pair in pairs]
        return rubric, Pairs(tuple(found))

    try:
        return tuple(await asyncio.gather(*map(compare, rubrics)))
    finally:
        await opened.close()


def _read(played: Path) -> tuple[Transcript, ...]:
    return tuple(read_transcripts(_file(played)))


def _file(played: Path) -> Path:
    file = played / TRANSCRIPTS if played.is_dir() else played
    if not file.is_file():
        raise Misconfigured(str(file), "there is no such file; play a suite with `twolane evals run` first")
    return file

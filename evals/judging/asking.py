"""Asking a judge about many items, several at a time, and writing down what it says."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from agent.asking import open_plain
from api.configured_models import model_choice
from api.labelling.item import Item
from api.settings import Settings
from evals.judging.judge import Judge, Judged
from evals.judging.repeating import Consistency, consistency_of, settled
from prompts.renderer import load_pack
from prompts.rubric import JUDGE_PACK, Rubric, rubric_named, rubrics

AT_ONCE = 8
"""Questions that are open at the same time."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a judge says in one dimension: the settled answer of each item, and how steady the answers were."""

    rubric: Rubric
    answers: tuple[Judged, ...]
    consistency: Consistency


def chosen_rubrics(names: Sequence[str]) -> tuple[Rubric, ...]:
    """Return the rubrics of these names, or all. Raises PackBroken for a name that there is not."""
    return tuple(map(rubric_named, names)) or rubrics()


def ask_named(model: str, items: Sequence[Item], asked: Sequence[Rubric], times: int) -> tuple[Told, ...]:
    """Ask the model of this name. Raises Misconfigured where it cannot be opened."""

    async def ask() -> tuple[Told, ...]:
        pack = load_pack(JUDGE_PACK)
        opened = open_plain(model_choice(Settings(model=model)), pack)
        try:
            return await ask_all(Judge(opened, pack), items, asked, times)
        finally:
            await opened.close()

    return asyncio.run(ask())


async def ask_all(judge: Judge, items: Sequence[Item], asked: Iterable[Rubric], times: int = 1) -> tuple[Told, ...]:
    """Ask of each item in each dimension, `times` times over."""
    slots = asyncio.Semaphore(AT_ONCE)

    async def once(item: Item, rubric: Rubric) -> Judged:
        async with slots:
            return await judge.judge(item, rubric)

    async def told(rubric: Rubric) -> Told:
        found = await asyncio.gather(*(once(item, rubric) for item in items for _ in range(times)))
        each = [found[at : at + times] for at in range(0, len(found), times)]
        return Told(rubric, tuple(map(settled, each)), consistency_of(each))

    return tuple([await told(rubric) for rubric in asked])


def write_answers(file: Path, told: Iterable[Told]) -> None:
    """Write one JSON line for each answer."""
    adapter = TypeAdapter(Judged)

    def lines() -> Iterator[bytes]:
        for one in told:
            yield from (adapter.dump_json(answer) + b"\n" for answer in one.answers)

    file.write_bytes(b"".join(lines()))

"""The matrix of a run: packs, models, personas and trials. Each model with each persona has a folder of its own."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import typer

from api.settings import Settings
from conversation.spent import MicroDollars
from evals.choosing import EVERYTHING, Choice
from evals.journal import standing
from evals.plan import Plan
from evals.purse import Purse
from evals.report import VERDICTS
from evals.run import ONE_BY_ONE, Manner, note_of_pack, pay_for_earlier, play_into
from evals.shoppers.recast import recast
from evals.suite import load_suite
from evals.verdict import Verdict, worst
from evals.voice import OWN_VOICE, Voice, voice_in


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be played. No `models`: the one that the settings name; no `personas`: the pack's own voice.

    `personas` are files of a persona's YAML. `shopper` plays the simulated shoppers instead of whom the suite names.
    """

    packs: tuple[str, ...]
    models: tuple[str, ...] = ()
    personas: tuple[Path, ...] = ()
    trials: int = 1
    seed: int | None = None
    choice: Choice = EVERYTHING
    manner: Manner = ONE_BY_ONE
    most: MicroDollars | None = None
    shopper: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One model with one persona, and the folder in which its run stands."""

    folder: Path
    plan: Plan


def cells_of(suite: str | Path, out: Path, wishes: Wishes) -> tuple[Cell, ...]:
    """Return what is played into which folder: `out` itself where there is one cell only.

    Raises SuiteInvalid, Misconfigured, PackMissing or PackBroken.
    """
    settings = Settings()
    chosen = wishes.choice.of(load_suite(suite))
    chosen = chosen if wishes.shopper is None else recast(chosen, wishes.shopper)
    notes = {pack: note_of_pack(pack) for pack in wishes.packs}
    models = wishes.models or (settings.model,)
    voices = tuple(voice_in(file) for file in wishes.personas) or (OWN_VOICE,)
    single = len(models) == len(voices) == 1
    return tuple(
        Cell(
            out if single else out / folder_of(model, voice, voices),
            Plan(chosen, notes, settings.model_copy(update={"model": model}), wishes.trials, wishes.seed, voice),
        )
        for model in models
        for voice in voices
    )


def folder_of(model: str, voice: Voice, voices: tuple[Voice, ...]) -> str:
    """Return a name that a folder can have, such as ``openai-gpt-5-mini.bold``."""
    name = re.sub(r"[^\w.-]+", "-", model)
    return name if len(voices) == 1 else f"{name}.{voice.name or 'own_voice'}"


def play_matrix(cells: tuple[Cell, ...], manner: Manner, purse: Purse, scored: Callable[[Path], int]) -> int:
    """Play and score cell after cell; return the worst exit code. The purse is for all of them.

    Where an earlier run of the same cells was not finished, those that it did finish are not played again.
    """
    done = [standing(cell.folder, cell.plan) for cell in cells]
    goes_on = any(done) and any(count < len(cell.plan) for count, cell in zip(done, cells, strict=True))
    verdicts: list[Verdict] = []
    for cell, count in zip(cells, done, strict=True):
        if goes_on and count == len(cell.plan):
            pay_for_earlier(cell.folder, purse)
        else:
            asyncio.run(play_into(cell.folder, cell.plan, manner, purse))
        if goes_on and count:
            typer.echo(f"Went on with an unfinished run: {count} of {len(cell.plan)} had been played.")
        verdicts.append(Verdict(scored(cell.folder)))
    if len(cells) > 1:
        for cell, verdict in zip(cells, verdicts, strict=True):
            typer.echo(f"{cell.folder}: {VERDICTS[verdict]}")
    for model, bill in sorted(purse.bills.items()):
        typer.echo(f"{model}: {bill}")
    return worst(verdicts)

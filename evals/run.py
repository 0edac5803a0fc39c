"""Running a suite: every scenario with every pack, each on a stage of its own; transcripts as they are finished."""

import logging
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from api.sample_world import MERCHANT
from api.settings import Settings
from api.stage import open_stage
from evals.performing import Performer
from evals.recording import Occasion, record
from evals.scenario import Suite
from evals.transcript import PackNote, Transcript, to_line
from prompts.renderer import load_pack

logger = logging.getLogger(__name__)


async def play_suite(suite: Suite, packs: Mapping[str, PackNote], settings: Settings) -> AsyncIterator[Transcript]:
    """Play every scenario with the first pack, then with the next."""
    for pack, note in packs.items():
        for scenario in suite.scenarios:
            yield await play(Occasion(suite.name, scenario, note, settings.model), pack, settings)


async def play(occasion: Occasion, pack: str, settings: Settings) -> Transcript:
    """Play one scenario. What goes wrong is the transcript's trouble, and it holds what there was until then."""
    async with open_stage(occasion.scenario.starts_at, pack=pack, settings=settings) as stage:
        trouble: str | None = None
        try:
            await Performer(stage, occasion.scenario).perform()
        except Exception as error:  # noqa: BLE001  the scenario's boundary: one that breaks must not take the others along
            logger.warning("the scenario %s could not be played: %s", occasion.scenario.name, error)
            trouble = f"{type(error).__name__}: {error}"
        ledger = stage.twolane.house.ledger
        played = await ledger.read(lambda books: record(books, MERCHANT.id, occasion, trouble))
    return checked(played)


def note_of_pack(pack: str) -> PackNote:
    """Raises PackMissing or PackBroken."""
    loaded = load_pack(pack)
    return PackNote(loaded.name, loaded.version, loaded.hash)


def checked(played: Transcript) -> Transcript:
    """Return the transcript, in trouble where the AI spoke by another pack: the packs' columns would mean nothing."""
    foreign = {text.prompt_hash for text in played.by_ai} - {played.pack.hash}
    if not foreign or played.trouble is not None:
        return played
    return replace(played, trouble=f"the AI did not speak by the pack {played.pack.label}")


def write_line(file: BinaryIO, transcript: Transcript) -> None:
    """Append one transcript so that it survives whatever happens next."""
    file.write(to_line(transcript))
    file.flush()
    os.fsync(file.fileno())


async def play_into(file: Path, suite: Suite, packs: Sequence[str], settings: Settings) -> int:
    """Play the suite into a new file of transcripts; return how many there are.

    Raises PackMissing or PackBroken before anything is played or written.
    """
    notes = {pack: note_of_pack(pack) for pack in packs}
    count = 0
    with file.open("wb") as lines:
        async for transcript in play_suite(suite, notes, settings):
            write_line(lines, transcript)
            count += 1
    return count

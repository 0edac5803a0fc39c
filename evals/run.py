"""Running a plan: every play on a stage of its own; transcripts as they are finished."""

import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

from api.sample_world import MERCHANT
from api.settings import Settings
from api.stage import open_stage
from evals.journal import open_journal
from evals.performing import Performer
from evals.plan import Plan
from evals.recording import Occasion, record
from evals.scenario import Suite
from evals.transcript import PackNote, Transcript
from prompts.renderer import load_pack

logger = logging.getLogger(__name__)


async def play_suite(suite: Suite, packs: Mapping[str, PackNote], settings: Settings) -> AsyncIterator[Transcript]:
    """Play every scenario once with the first pack, then with the next."""
    for one in Plan(suite, dict(packs), settings).plays():
        yield await play(one.occasion, one.pack, one.settings)


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


async def play_into(out: Path, plan: Plan) -> int:
    """Play what an earlier, unfinished run of the same plan has not played yet; return how many transcripts it left."""
    with open_journal(out, plan) as journal:
        for one in plan.plays():
            if one.key not in journal.done:
                journal.append(await play(one.occasion, one.pack, one.settings))
        return len(journal.done)

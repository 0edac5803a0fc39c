"""Running a plan: every play on a stage of its own; transcripts as they are finished."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from api.settings import Settings
from evals.journal import open_journal
from evals.plan import Plan, Play
from evals.playing import Company
from evals.recording import Occasion
from evals.scenario import Suite
from evals.transcript import PackNote, Transcript
from prompts.renderer import load_pack


async def play_suite(suite: Suite, packs: Mapping[str, PackNote], settings: Settings) -> AsyncIterator[Transcript]:
    """Play every scenario once with the first pack, then with the next."""
    company = Company()
    try:
        for one in Plan(suite, dict(packs), settings).plays():
            yield await company.play(one)
    finally:
        await company.close()


async def play(occasion: Occasion, pack: str, settings: Settings) -> Transcript:
    """Play one scenario. What goes wrong is the transcript's trouble, and it holds what there was until then."""
    company = Company()
    try:
        return await company.play(Play(pack, occasion, settings))
    finally:
        await company.close()


def note_of_pack(pack: str) -> PackNote:
    """Raises PackMissing or PackBroken."""
    loaded = load_pack(pack)
    return PackNote(loaded.name, loaded.version, loaded.hash)


async def play_into(out: Path, plan: Plan) -> int:
    """Play what an earlier, unfinished run of the same plan has not played yet; return how many transcripts it left."""
    company = Company()
    try:
        with open_journal(out, plan) as journal:
            for one in plan.plays():
                if one.key not in journal.done:
                    journal.append(await company.play(one))
            return len(journal.done)
    finally:
        await company.close()

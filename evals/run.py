"""Running a plan: every play on a stage of its own; transcripts as they are finished."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from api.settings import Settings
from evals.cassettes.deck import Shelf, shelf_of
from evals.cassettes.mode import Mode
from evals.folder import TRANSCRIPTS
from evals.journal import Journal, open_journal
from evals.plan import Plan, Play
from evals.playing import Company
from evals.progress import Progress, showing
from evals.purse import Purse
from evals.recording import Occasion
from evals.scenario import Suite
from evals.transcript import PackNote, Transcript, read_transcripts
from prompts.renderer import load_pack

logger = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True)
class Manner:
    """How a run goes about its plan: how many plays at once, how many requests a minute, and with which cassettes."""

    jobs: int = 1
    requests_per_minute: float | None = None
    cassettes: Path | None = None
    mode: Mode = Mode.AUTO

    def shelf(self, settings: Settings) -> Shelf | None:
        """Return the cassettes; None for a run without. Raises Misconfigured."""
        if self.cassettes is None or self.mode is Mode.OFF:
            return None
        return shelf_of(self.cassettes, self.mode, settings)


ONE_BY_ONE = Manner()


async def play_into(out: Path, plan: Plan, manner: Manner = ONE_BY_ONE, purse: Purse | None = None) -> int:
    """Play what an earlier, unfinished run of the same plan has not played yet; return how many transcripts it left.

    Raises CeilingReached where money ran out before that, CassetteMiss where a replay has no answer, and Misconfigured
    where a model cannot be had or priced.
    """
    purse = purse or Purse()
    company = Company(manner.requests_per_minute, manner.shelf(plan.settings))
    try:
        with open_journal(out, plan) as journal:
            if journal.done:
                pay_for_earlier(out, purse)
            with showing(len(plan), len(journal.done)) as progress:
                await _Playing(plan, company, journal, purse, progress).all_of_it(manner.jobs)
            _tell_unkept(company.shelf)
            purse.check(len(journal.places), len(plan))
            return len(journal.done)
    finally:
        await company.close()


def _tell_unkept(shelf: Shelf | None) -> None:
    if shelf is not None and shelf.unkept:
        names = ", ".join(dict.fromkeys(shelf.unkept))
        logger.warning(
            "not recorded, for they broke or a call failed: %s; give the command again to record them", names
        )


def pay_for_earlier(out: Path, purse: Purse) -> None:
    """Take from the purse what the transcripts in this folder cost when they were played."""
    for transcript in read_transcripts(out / TRANSCRIPTS):
        purse.pay(transcript.calls)


@dataclass(frozen=True, slots=True)
class _Playing:
    """Several hands take play after play from one plan."""

    plan: Plan
    company: Company
    journal: Journal
    purse: Purse
    progress: Progress

    async def all_of_it(self, jobs: int) -> None:
        left = (one for one in self.plan.plays() if one.key not in self.journal.done)
        hands = [asyncio.create_task(self._take_from(left)) for _ in range(jobs)]
        try:
            await asyncio.gather(*hands)
        finally:
            for hand in hands:
                hand.cancel()
            await asyncio.gather(*hands, return_exceptions=True)

    async def _take_from(self, left: Iterator[Play]) -> None:
        while not self.purse.is_empty and (one := next(left, None)) is not None:
            played = await self.company.play(one)
            self.journal.append(played)
            self.purse.pay(played.calls)
            self.progress.step(len(self.journal.places), self.purse.spent)
